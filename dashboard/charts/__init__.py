"""Charts: builders turn frames and words into descriptions, drawers turn descriptions into pictures. Nothing here knows the server."""
