"""The deal at a glance: where each party stands, the deal's status, the next deadline, and what made each so.

Read in this order: `values` (what a board says), `days` (when a thing happened), `parties` (who is what, and comes to
stand how), `deal` (the status, and the fold of both), `fold` (the whole board, and the next deadline).

A pure fold of the developments as they are now, by the day on which things happened. Status in the terms of
the trade: rumoured, announced (an offer, or a deal in principle, is public; what was turned down was offered),
pending (signed, not closed), approved, completed, withdrawn, blocked. What is denied, only expected or only suggested
moves nothing; a rumour moves only what does not stand; what may be older news brings nobody back who is out.

A deal is blocked by the order of a leader, and by nothing else. A development says who objects, orders or rules, not
what exactly: an opposition is mostly an objection, whoever's it is; an authority's or a government's order is mostly a
condition, a remedy or a fine; a ruling goes either way. Where the object has an owner, a leader orders that it be sold
or banned, and stops no sale. The order of a leader who has approved is the form of the approval. Blocked ends with a
leader's approval, the closing or a withdrawal. Approved is what a leader approves, or another power while none objects.
"""

from pipeline.stages.board.fold import board
from pipeline.stages.board.values import DEAL, Board

__all__ = ["DEAL", "Board", "board"]
