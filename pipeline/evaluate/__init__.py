"""How good is it? Labelled articles against what detection and consolidation say of them; and learning from them.

Read in this order: `gold` (labelled rows), `marks` (detection, per article, on sets), `clusters` (B3 and
CEAFe), `verdict` (all of it for one watch), `anchors` and `vectors` (the naive ways beside ours), `aims` (what is
enough), `figures` (for a program), `page` (for a reader).

The classifier is learned by `python -m pipeline.evaluate.learning`: `teaching` (rows as lessons), `learning` (all that
is learned), `descent` (how), `training` (what happens), `choosing` (who acts), `regression` (when to doubt). That needs
JAX, which only developing installs.
"""
