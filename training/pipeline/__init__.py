"""The stages from data to a registered bundle, each a plain function kept by what it was made of.

`stage` says what a stage is and when it need not be done again, `work` where a run lies, `settings`
what is asked for; every `…_stage` is one of them. Who runs them, and the release, is deploy's.
"""
