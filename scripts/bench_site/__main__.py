"""Run the measurement; apart from it, since other processes of a build read the module that was run.

Those of ``sousveil publish`` read a script of three lines.
"""

from scripts.bench_site import main

main()
