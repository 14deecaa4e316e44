"""Results in the structures of OPC 40100-1, made from what the station's log says of packs."""

from typing import Any, Final

from asyncua import ua

from edge_agent.uplink.opcua.results_log import Result

TYPES: Final[Any] = ua
"""The structures of the nodesets arrive in the library's module when they are read."""
HASHES: Final = "SHA-256"


def result_id(result: Result) -> Any:
    return TYPES.ResultIdDataType(Id=result.result_id)


def job_id(text: str) -> Any:
    return TYPES.JobIdDataType(Id=text)


def part_id(result: Result) -> Any:
    return TYPES.PartIdDataType(Id=str(result.pack_no))


def product_id(recipe: str) -> Any:
    return TYPES.ProductIdDataType(Id=recipe)


def external_recipe(recipe: str) -> Any:
    """By the name that people know it by."""
    return TYPES.RecipeIdExternalDataType(Id=recipe)


def internal_recipe(recipe_hash: str) -> Any:
    """By its contents."""
    return TYPES.RecipeIdInternalDataType(
        Id=recipe_hash, Hash=hash_bytes(recipe_hash), HashAlgorithm=HASHES
    )


def internal_configuration(settings_hash: str) -> Any:
    """The station's settings that were in force."""
    return TYPES.ConfigurationIdDataType(
        Id=settings_hash, Hash=hash_bytes(settings_hash), HashAlgorithm=HASHES
    )


def hash_bytes(text: str) -> bytes:
    """Of its hexadecimal digits; none where it is no whole hash."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def times(result: Result) -> Any:
    return TYPES.ProcessingTimesDataType(
        StartTime=result.seen_at, EndTime=result.ended_at, ProcessingDuration=result.latency_ms
    )


def result_content(result: Result) -> list[ua.Variant]:
    """The evaluation, as OPC 40001-101 numbers it, and all the rest as JSON."""
    return [
        ua.Variant(result.evaluation, ua.VariantType.Int32),
        ua.Variant(result.content, ua.VariantType.String),
    ]


def result_data(result: Result) -> Any:
    return TYPES.ResultDataType(
        ResultId=result_id(result),
        HasTransferableDataOnFile=False,
        IsPartial=False,
        ResultState=result.state,
        PartId=part_id(result),
        ExternalRecipeId=external_recipe(result.recipe),
        InternalRecipeId=internal_recipe(result.recipe_hash),
        ProductId=product_id(result.recipe),
        InternalConfigurationId=internal_configuration(result.settings_hash),
        JobId=job_id(result.job_id),
        CreationTime=result.ended_at,
        ProcessingTimes=times(result),
        ResultContent=result_content(result),
    )


def event_fields(result: Result) -> dict[str, ua.Variant]:
    """Of a ResultReadyEventType."""
    kinds = ua.VariantType
    return {
        "ResultId": ua.Variant(result_id(result), kinds.ExtensionObject),
        "IsPartial": ua.Variant(False, kinds.Boolean),
        "ResultState": ua.Variant(result.state, kinds.Int32),
        "PartId": ua.Variant(part_id(result), kinds.ExtensionObject),
        "ExternalRecipeId": ua.Variant(external_recipe(result.recipe), kinds.ExtensionObject),
        "InternalRecipeId": ua.Variant(internal_recipe(result.recipe_hash), kinds.ExtensionObject),
        "ProductId": ua.Variant(product_id(result.recipe), kinds.ExtensionObject),
        "InternalConfigurationId": ua.Variant(
            internal_configuration(result.settings_hash), kinds.ExtensionObject
        ),
        "JobId": ua.Variant(job_id(result.job_id), kinds.ExtensionObject),
        "CreationTime": ua.Variant(result.ended_at, kinds.DateTime),
        "ProcessingTimes": ua.Variant(times(result), kinds.ExtensionObject),
        "ResultContent": ua.Variant(result_content(result), kinds.Variant, is_array=True),
    }
