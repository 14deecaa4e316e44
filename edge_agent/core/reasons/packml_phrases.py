"""What people call the states, modes, commands and reasons of PackML, in every language."""

from typing import Final

from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason
from edge_agent.core.reasons.languages import Language, Phrase

STATES: Final[dict[PackmlState, Phrase]] = {
    PackmlState.CLEARING: Phrase("Clearing", "Störung wird quittiert"),
    PackmlState.STOPPED: Phrase("Stopped", "Gestoppt"),
    PackmlState.STARTING: Phrase("Starting", "Startet"),
    PackmlState.IDLE: Phrase("Idle", "Bereit"),
    PackmlState.SUSPENDED: Phrase("Suspended", "Ausgesetzt"),
    PackmlState.EXECUTE: Phrase("Execute", "In Betrieb"),
    PackmlState.STOPPING: Phrase("Stopping", "Stoppt"),
    PackmlState.ABORTING: Phrase("Aborting", "Bricht ab"),
    PackmlState.ABORTED: Phrase("Aborted", "Abgebrochen"),
    PackmlState.HOLDING: Phrase("Holding", "Hält an"),
    PackmlState.HELD: Phrase("Held", "Angehalten"),
    PackmlState.UNHOLDING: Phrase("Unholding", "Läuft wieder an"),
    PackmlState.SUSPENDING: Phrase("Suspending", "Setzt aus"),
    PackmlState.UNSUSPENDING: Phrase("Unsuspending", "Setzt fort"),
    PackmlState.RESETTING: Phrase("Resetting", "Wird bereit"),
    PackmlState.COMPLETING: Phrase("Completing", "Schließt ab"),
    PackmlState.COMPLETE: Phrase("Complete", "Abgeschlossen"),
}
MODES: Final[dict[PackmlMode, Phrase]] = {
    PackmlMode.PRODUCTION: Phrase("Production", "Produktion"),
    PackmlMode.MAINTENANCE: Phrase("Maintenance", "Wartung"),
    PackmlMode.MANUAL: Phrase("Manual", "Hand"),
}
COMMANDS: Final[dict[PackmlCommand, Phrase]] = {
    PackmlCommand.RESET: Phrase("Reset", "Bereit machen"),
    PackmlCommand.START: Phrase("Start", "Starten"),
    PackmlCommand.STOP: Phrase("Stop", "Stoppen"),
    PackmlCommand.HOLD: Phrase("Hold", "Anhalten"),
    PackmlCommand.UNHOLD: Phrase("Unhold", "Weiter nach Anhalten"),
    PackmlCommand.SUSPEND: Phrase("Suspend", "Aussetzen"),
    PackmlCommand.UNSUSPEND: Phrase("Unsuspend", "Weiter nach Aussetzen"),
    PackmlCommand.ABORT: Phrase("Abort", "Abbrechen"),
    PackmlCommand.CLEAR: Phrase("Clear", "Störung quittieren"),
    PackmlCommand.COMPLETE: Phrase("Complete", "Abschließen"),
}
REASONS: Final[dict[StopReason, Phrase]] = {
    StopReason.COMMAND: Phrase("commanded", "auf Befehl"),
    StopReason.PERSON_STOPPED: Phrase(
        "a person has stopped the belt", "ein Mensch hat das Band gestoppt"
    ),
    StopReason.ANSWER_AWAITED: Phrase(
        "nobody has answered for a pack", "für eine Packung hat niemand geantwortet"
    ),
    StopReason.PACK_HELD: Phrase("a held pack lies on the belt", "eine Packung wird festgehalten"),
    StopReason.BIN_FULL: Phrase("the reject bin is full", "der Ausschussbehälter ist voll"),
    StopReason.FIRST_PACKS: Phrase(
        "a first pack waits for a person's look", "eine der ersten Packungen wartet auf Prüfung"
    ),
    StopReason.LEVEL_FELL: Phrase(
        "a level has fallen and nobody has taken over",
        "eine Stufe ist gefallen und niemand hat übernommen",
    ),
    StopReason.CHANGEOVER: Phrase("the product is changed", "das Produkt wird gewechselt"),
    StopReason.NO_ORDER: Phrase("there is no order", "es gibt keinen Auftrag"),
    StopReason.CAMERA_FAULT: Phrase("a camera is in trouble", "eine Kamera ist gestört"),
    StopReason.LATE_VERDICTS: Phrase("verdicts come too late", "Urteile kommen zu spät"),
    StopReason.ENCODER_TROUBLE: Phrase("the encoder is in trouble", "der Wegaufnehmer ist gestört"),
    StopReason.CLOCK_TROUBLE: Phrase("a clock is wrong", "eine Uhr geht falsch"),
    StopReason.GATE_NOT_CONFIRMING: Phrase(
        "rejects are not confirmed", "Ausschleusungen werden nicht bestätigt"
    ),
    StopReason.STORE_TROUBLE: Phrase(
        "records cannot be written", "Aufzeichnungen lassen sich nicht schreiben"
    ),
    StopReason.SELF_TEST_FAILED: Phrase(
        "the models have failed their self-test", "die Modelle bestehen ihren Selbsttest nicht"
    ),
    StopReason.STARVED: Phrase("no packs come", "es kommen keine Packungen"),
    StopReason.BLOCKED: Phrase(
        "the belt stands, and not for this station", "das Band steht, nicht wegen dieser Station"
    ),
    StopReason.SAFE_MODE: Phrase(
        "a part hung again and again", "ein Teil der Station hing immer wieder"
    ),
    StopReason.EMERGENCY_STOP: Phrase("the emergency stop is pulled", "der Nothalt ist betätigt"),
    StopReason.GATE_LOST: Phrase("the gate is in trouble", "die Weiche ist gestört"),
    StopReason.SEVERAL_DEVICES_LOST: Phrase(
        "several devices are lost", "mehrere Geräte sind ausgefallen"
    ),
}


def words_by_number(language: Language) -> dict[str, dict[int, str]]:
    """For a page that gets the numbers alone."""
    return {
        "states": {number.value: phrase.said(language) for number, phrase in STATES.items()},
        "modes": {number.value: phrase.said(language) for number, phrase in MODES.items()},
        "commands": {number.value: phrase.said(language) for number, phrase in COMMANDS.items()},
        "reasons": {number.value: phrase.said(language) for number, phrase in REASONS.items()},
    }
