"""Which requirements do not concern this edge node, and why."""

NO_TEMPLATES = "the node sends no templates; test_scenarios proves that of every recording"
NO_DATA_SETS = "the node sends no data sets; test_scenarios proves that of every recording"
OF_HOSTS = "asks something of a host application; an edge node publishes no STATE"
ALLOWS = "allows something and asks for nothing"

TEMPLATES = (
    "topics-nbirth-templates",
    "payloads-template-definition-nbirth-only",
    "payloads-template-definition-ref",
    "payloads-template-definition-members",
    "payloads-template-definition-nbirth",
    "payloads-template-definition-parameters",
    "payloads-template-definition-parameters-default",
    "payloads-template-instance-ref",
    "payloads-template-instance-members",
    "payloads-template-instance-members-birth",
    "payloads-template-instance-members-data",
    "payloads-template-instance-parameters",
    "payloads-template-definition-is-definition",
    "payloads-template-instance-is-definition",
    "payloads-template-version",
    "payloads-template-ref-definition",
    "payloads-template-ref-instance",
    "payloads-template-is-definition",
    "payloads-template-is-definition-definition",
    "payloads-template-is-definition-instance",
    "payloads-template-parameter-name-required",
    "payloads-template-parameter-name-type",
    "payloads-template-parameter-value-type",
    "payloads-template-parameter-type-value",
    "payloads-template-parameter-type-req",
    "payloads-template-parameter-value",
)
DATA_SETS = (
    "payloads-dataset-column-size",
    "payloads-dataset-column-num-headers",
    "payloads-dataset-types-def",
    "payloads-dataset-types-num",
    "payloads-dataset-types-type",
    "payloads-dataset-types-value",
    "payloads-dataset-parameter-type-req",
    "payloads-template-dataset-value",
)
HOSTS = (
    "host-topic-phid-birth-payload",
    "host-topic-phid-death-payload-timestamp-connect",
    "operational-behavior-host-application-host-id",
    "operational-behavior-host-application-connect-will-payload",
    "payloads-state-will-message-payload",
    "payloads-state-birth-payload",
)
PERMISSIONS = ("topic-structure-namespace-duplicate-device-id-across-edge-node",)

NOT_OURS = {
    f"tck-id-{name}": why
    for names, why in (
        (TEMPLATES, NO_TEMPLATES),
        (DATA_SETS, NO_DATA_SETS),
        (HOSTS, OF_HOSTS),
        (PERMISSIONS, ALLOWS),
    )
    for name in names
}
