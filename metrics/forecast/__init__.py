from metrics.forecast.candidates import DEFAULT

__all__ = ["DEFAULT"]
