"""Make one development of all the mentions of it: every language, every publisher, every hour of arrival.

Read in this order: `slots` (what is looked at), `habits` and `kin` (how news behaves, who is who), `clusters`,
`days` and `match` (does it fit), `fold` (one after the other, in event time), `again` (once more, for a late one),
`volume` and `title` (what the members say together), `judged` (what users say of it), `shelf` (what is remembered),
`step` (one mention, or one verdict), `weighing` (why).

Laws. The developments depend on which mentions came, not on the order in which they came. An id, once
given, stays: if a late mention shows that two were one, the older id is kept, and the other is passed on
once more with `merged_into` and what is said of the older. A mention that was seen is dropped. Certainty only
moves forward. A version counts what was passed on (`counted`), and says nothing of the deal.

What it costs. A mention reads and writes the head of its type: the slots of this week's mentions of that
type, and some 500 bytes for each development of that type that can still be joined (milestones for ever, the
rest for a year); and the members of one development, 200 at most. A late one also reads the weeks since,
of its type only, as far as it makes a difference there, and writes what differs. The number of reports a watch ever had
does not enter.
"""

from pipeline.stages.develop.shelf import counted
from pipeline.stages.develop.step import judge, step
from pipeline.stages.develop.weighing import Fit, fits

__all__ = ["Fit", "counted", "fits", "judge", "step"]
