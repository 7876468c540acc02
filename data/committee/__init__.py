"""What a committee keeps itself, in files beside everything generated: never in the catalogue, never on the public site."""
