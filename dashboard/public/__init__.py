"""
The public site: the same metrics, words and drawings as the dashboard, baked to plain files.

``kinds`` says which pages there are, ``render`` makes their HTML, ``release`` writes them, ``command`` is the command line. Nothing here
imports Streamlit or Plotly.
"""
