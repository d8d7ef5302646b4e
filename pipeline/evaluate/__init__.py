"""How good is it? Labelled articles against what detection and consolidation say of them.

Read in this order: `gold` (labelled rows), `marks` (detection, per article, on sets), `clusters` (B3 and
CEAFe), `verdict` (all of it for one watch), `anchors` (the naive ways beside ours), `aims` (what is
enough), `page` (for a reader).
"""
