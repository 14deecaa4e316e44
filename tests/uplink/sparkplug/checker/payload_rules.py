"""What must hold of metrics: names, aliases, types, values, times, properties."""

from collections.abc import Iterator

from edge_agent.uplink.sparkplug.sparkplug_b_pb2 import Payload
from tests.uplink.sparkplug.checker.story import (
    BIRTHS,
    DATA,
    Metric,
    Recording,
    Rule,
    Told,
    messages,
    named,
    told,
)

REBIRTH = "Node Control/Rebirth"
PLAIN = {*range(1, 16), 17}
"""Types of metrics that are neither data sets, files nor templates."""
OF_PROPERTIES = {*range(1, 16), 20, 21}
SKEW_MS = 60_000
"""Payloads and tap have one clock; a wrong time zone is off by a quarter of an hour or more."""
YEAR_2000_MS = 946_684_800_000


def metrics(recording: Recording, *kinds: str) -> Iterator[tuple[Told, Metric]]:
    for one in messages(recording, *kinds):
        for metric in one.metrics:
            yield one, metric


def told_metric(one: Told, metric: Metric) -> str:
    return f"{one}: {metric.name or metric.alias}"


def value_of(metric: Metric) -> object:
    field = metric.WhichOneof("value")
    return None if metric.is_null or field is None else getattr(metric, field)


# Births


def complete(kind: str) -> Rule:
    """Name, type, and a value or its absence."""

    def rule(recording: Recording) -> Iterator[str]:
        for one, metric in metrics(recording, kind):
            has_value = metric.is_null or metric.WhichOneof("value") is not None
            if not (metric.name and metric.HasField("datatype") and has_value):
                yield f"{told_metric(one, metric)} lacks name, type or value"

    return rule


def value_or_null(kind: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one, metric in metrics(recording, kind):
            if metric.is_null == (metric.WhichOneof("value") is not None):
                yield f"{told_metric(one, metric)} has both a value and none, or neither"

    return rule


def typed(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording, *BIRTHS):
        if not metric.HasField("datatype"):
            yield f"{told_metric(one, metric)} has no type"


def rebirth_is_offered(recording: Recording) -> Iterator[str]:
    for one in messages(recording, "NBIRTH"):
        if named(one.payload, REBIRTH) is None:
            yield f"{one} has no {REBIRTH}"


def rebirth_is(what: str) -> Rule:
    """`boolean`: of type 11; `false`: its value; `both`; `bare`: without an alias."""

    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, "NBIRTH"):
            metric = named(one.payload, REBIRTH)
            if metric is None:
                if what == "both":
                    yield f"{one} has no {REBIRTH}"
                continue
            is_false = metric.HasField("boolean_value") and not metric.boolean_value
            wrong = {
                "boolean": metric.datatype != 11,
                "false": not is_false,
                "both": metric.datatype != 11 or not is_false,
                "bare": metric.HasField("alias"),
            }[what]
            if wrong:
                yield f"{one}: {REBIRTH} is not {what}"

    return rule


def names_differ_beyond_case(recording: Recording) -> Iterator[str]:
    for one in messages(recording, *BIRTHS):
        names = [metric.name for metric in one.metrics]
        if len({name.lower() for name in names}) < len(names):
            yield f"{one} has names that differ by case alone"


def known_before(kind: str) -> Rule:
    """Data names nothing that the birth of the node, or of its device, did not."""

    def rule(recording: Recording) -> Iterator[str]:
        for dialogue in recording.dialogues:
            born: dict[str | None, set[int | str]] = {}
            for one in told(dialogue):
                names = {metric.alias or metric.name for metric in one.metrics}
                if one.kind == "NBIRTH":
                    born = {None: names}
                elif one.kind == "DBIRTH":
                    born[one.device] = names
                elif one.kind == kind and not names <= born.get(one.device, set()):
                    yield f"{one} tells what its birth did not announce"

    return rule


# Aliases


def aliases_are_unique(recording: Recording) -> Iterator[str]:
    for dialogue in recording.dialogues:
        taken: dict[int, tuple[str | None, str]] = {}
        for one in told(dialogue, *BIRTHS):
            if one.kind == "NBIRTH":
                taken = {}
            for metric in one.metrics:
                owner = (one.device, metric.name)
                if metric.HasField("alias") and taken.setdefault(metric.alias, owner) != owner:
                    yield f"{told_metric(one, metric)} has alias {metric.alias} of another metric"


def births_name_aliases(recording: Recording) -> Iterator[str]:
    """Both, for all but the two that everybody must understand."""
    for one, metric in metrics(recording, *BIRTHS):
        needs_no_alias = one.kind == "NBIRTH" and metric.name in (REBIRTH, "bdSeq")
        if not metric.name or not (metric.HasField("alias") or needs_no_alias):
            yield f"{told_metric(one, metric)} lacks its name or its alias"


def data_name_aliases_alone(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording, *DATA):
        if metric.HasField("name") or not metric.HasField("alias"):
            yield f"{told_metric(one, metric)} is named in data"


def name_or_alias(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording, *BIRTHS, *DATA):
        if not metric.name and not metric.HasField("alias"):
            yield f"{one} has a metric of no name"


# Types and times


def type_is_a_number(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording):
        if metric.HasField("datatype") and not 0 < metric.datatype < 2**32:
            yield f"{told_metric(one, metric)} has type {metric.datatype}"


def type_is_known(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording):
        if metric.HasField("datatype") and metric.datatype not in PLAIN:
            yield f"{told_metric(one, metric)} has type {metric.datatype}"


def data_have_no_types(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording, *DATA):
        if metric.HasField("datatype"):
            yield f"{told_metric(one, metric)} repeats its type"


def metrics_have_times(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording, *BIRTHS, *DATA):
        if not metric.HasField("timestamp"):
            yield f"{told_metric(one, metric)} has no timestamp"


def metric_times_are_utc(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording):
        if not YEAR_2000_MS < metric.timestamp <= one.at_ms + SKEW_MS:
            yield f"{told_metric(one, metric)} is of {metric.timestamp}, told at {one.at_ms}"


def times_are_utc(recording: Recording) -> Iterator[str]:
    for one in messages(recording):
        if abs(one.payload.timestamp - one.at_ms) > SKEW_MS:
            yield f"{one} is of {one.payload.timestamp}, and came by at {one.at_ms}"


def in_order_of_time(*kinds: str) -> Rule:
    def rule(recording: Recording) -> Iterator[str]:
        for one in messages(recording, *kinds):
            times = [metric.timestamp for metric in one.metrics if not metric.is_historical]
            if times != sorted(times):
                yield f"{one} is not in the order of time"

    return rule


# Only what changes


def only_changes(*kinds: str) -> Rule:
    """No value is told that was told last, unless its properties have changed."""

    def rule(recording: Recording) -> Iterator[str]:
        for dialogue in recording.dialogues:
            last: dict[int, object] = {}
            for one in told(dialogue, *BIRTHS, *DATA):
                for metric in one.metrics:
                    if metric.is_historical or not metric.HasField("alias"):
                        continue
                    is_same = last.get(metric.alias, last) == value_of(metric)
                    if one.kind in kinds and is_same and not metric.HasField("properties"):
                        yield f"{told_metric(one, metric)} has not changed"
                    last[metric.alias] = value_of(metric)

    return rule


# Properties


def keys_have_values(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording):
        if len(metric.properties.keys) != len(metric.properties.values):
            yield f"{told_metric(one, metric)} has properties without values, or the other way"


def property_types(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording):
        for value in metric.properties.values:
            if value.HasField("type") and value.type not in OF_PROPERTIES:
                yield f"{told_metric(one, metric)} has a property of type {value.type}"


def property_types_are_told(recording: Recording) -> Iterator[str]:
    for one, metric in metrics(recording, *BIRTHS):
        for value in metric.properties.values:
            if not value.HasField("type"):
                yield f"{told_metric(one, metric)} has a property without a type"


def qualities(recording: Recording) -> Iterator[tuple[str, Payload.PropertyValue]]:
    for one, metric in metrics(recording):
        for key, value in zip(metric.properties.keys, metric.properties.values, strict=False):
            if key == "Quality":
                yield told_metric(one, metric), value


def quality_type(recording: Recording) -> Iterator[str]:
    for name, value in qualities(recording):
        if value.type != 3:
            yield f"{name} has a quality that is no Int32"


def quality_value(recording: Recording) -> Iterator[str]:
    for name, value in qualities(recording):
        if not value.HasField("int_value") or value.int_value not in (0, 192, 500):
            yield f"{name} has quality {value.int_value}"


PAYLOAD_RULES: dict[str, Rule] = {
    "tck-id-topics-nbirth-metrics": complete("NBIRTH"),
    "tck-id-topics-dbirth-metrics": complete("DBIRTH"),
    "tck-id-operational-behavior-data-publish-nbirth-values": value_or_null("NBIRTH"),
    "tck-id-operational-behavior-data-publish-dbirth-values": value_or_null("DBIRTH"),
    "tck-id-payloads-metric-datatype-req": typed,
    "tck-id-operational-behavior-data-commands-rebirth-name": rebirth_is_offered,
    "tck-id-topics-nbirth-rebirth-metric": rebirth_is("both"),
    "tck-id-payloads-nbirth-rebirth-req": rebirth_is("both"),
    "tck-id-operational-behavior-data-commands-rebirth-name-aliases": rebirth_is("bare"),
    "tck-id-operational-behavior-data-commands-rebirth-datatype": rebirth_is("boolean"),
    "tck-id-operational-behavior-data-commands-rebirth-value": rebirth_is("false"),
    "tck-id-case-sensitivity-metric-names": names_differ_beyond_case,
    "tck-id-topics-nbirth-metric-reqs": known_before("NDATA"),
    "tck-id-operational-behavior-data-publish-nbirth": known_before("NDATA"),
    "tck-id-topics-dbirth-metric-reqs": known_before("DDATA"),
    "tck-id-operational-behavior-data-publish-dbirth": known_before("DDATA"),
    "tck-id-payloads-alias-uniqueness": aliases_are_unique,
    "tck-id-payloads-alias-birth-requirement": births_name_aliases,
    "tck-id-payloads-alias-data-cmd-requirement": data_name_aliases_alone,
    "tck-id-payloads-name-requirement": name_or_alias,
    "tck-id-payloads-metric-datatype-value-type": type_is_a_number,
    "tck-id-payloads-metric-datatype-value": type_is_known,
    "tck-id-payloads-metric-datatype-not-req": data_have_no_types,
    "tck-id-payloads-name-birth-data-requirement": metrics_have_times,
    "tck-id-payloads-metric-timestamp-in-UTC": metric_times_are_utc,
    "tck-id-payloads-timestamp-in-UTC": times_are_utc,
    "tck-id-operational-behavior-data-publish-nbirth-order": in_order_of_time("NBIRTH", "NDATA"),
    "tck-id-operational-behavior-data-publish-dbirth-order": in_order_of_time("DBIRTH", "DDATA"),
    "tck-id-principles-rbe-recommended": only_changes(*DATA),
    "tck-id-topics-ndata-payload": only_changes("NDATA"),
    "tck-id-operational-behavior-data-publish-nbirth-change": only_changes("NDATA"),
    "tck-id-topics-ddata-payload": only_changes("DDATA"),
    "tck-id-operational-behavior-data-publish-dbirth-change": only_changes("DDATA"),
    "tck-id-payloads-propertyset-keys-array-size": keys_have_values,
    "tck-id-payloads-propertyset-values-array-size": keys_have_values,
    "tck-id-payloads-metric-propertyvalue-type-type": property_types,
    "tck-id-payloads-metric-propertyvalue-type-value": property_types,
    "tck-id-payloads-metric-propertyvalue-type-req": property_types_are_told,
    "tck-id-payloads-propertyset-quality-value-type": quality_type,
    "tck-id-payloads-propertyset-quality-value-value": quality_value,
}
