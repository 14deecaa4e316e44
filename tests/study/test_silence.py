"""Statistics are loaded where a study is counted, never by a station at work."""

import subprocess
import sys

ASK = """
import sys
import edge_agent.line.commands, edge_agent.line.loop, edge_agent.study.counting
import edge_agent.commands_study, edge_agent.core.study.result
print(sorted({"sklearn", "statsmodels", "pandas"} & set(sys.modules)))
"""


def test_the_statistics_of_a_study_cost_a_station_no_memory() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
