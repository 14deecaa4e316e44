// Decodes Sparkplug payloads by Eclipse Tahu's library: one line of hexadecimal digits in, one line
// of JSON out. 64-bit numbers come as plain numbers; what has no value comes as null.
const payloads = require("sparkplug-payload").get("spBv1.0");
const lines = require("readline").createInterface({ input: process.stdin });

const plain = (_key, value) => {
  if (typeof value === "bigint") return Number(value);
  if (value !== null && typeof value === "object" && "low" in value && "high" in value)
    return (value.unsigned ? value.high >>> 0 : value.high) * 4294967296 + (value.low >>> 0);
  return value;
};

lines.on("line", (line) =>
  process.stdout.write(JSON.stringify(payloads.decodePayload(Buffer.from(line, "hex")), plain) + "\n"),
);
