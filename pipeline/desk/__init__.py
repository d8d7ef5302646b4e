"""The read side: what is known, over HTTP on loopback.

doors     what can be asked, as OpenAPI
follow    the topics -> the archive (SQLite)
boards    the archive -> where each deal stands
answers   how everything is answered, and to whom
api       the archive -> what each door answers
serve     all of it, as the role `desk`
"""

from __future__ import annotations

from pipeline.desk.serve import serve

__all__ = ["serve"]
