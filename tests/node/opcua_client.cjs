// An OPC UA client that shares no code with the server: node-opcua. It looks at a station as a
// control room does, hands in an order, and tells what it saw as one line of JSON.
//
//   node opcua_client.cjs URL FOLDER NAME SECRET
//
// FOLDER keeps its certificate. Says {"ready": true} on its own line once it listens for events.

console.log = console.error; // the library warns there, and what is told here is read by a program

const path = require("node:path");
const {
  AttributeIds,
  ClientMonitoredItem,
  DataType,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  UserTokenType,
  constructEventFilter,
} = require("node-opcua-client");
const { OPCUACertificateManager } = require("node-opcua-certificate-manager");

const [url, folder, userName, password] = process.argv.slice(2);
const MACHINE_VISION = "http://opcfoundation.org/UA/MachineVision";
const OWN = "urn:packwarden:opcua";
const RESULT_READY = 1024;
const WAIT_MS = 60000;

const manager = new OPCUACertificateManager({
  rootFolder: path.join(folder, "pki"),
  automaticallyAcceptUnknownCertificate: true,
});

function client(securityMode, securityPolicy) {
  return OPCUAClient.create({
    applicationName: "node-opcua",
    clientCertificateManager: manager,
    connectionStrategy: { maxRetry: 0 },
    endpointMustExist: false,
    securityMode,
    securityPolicy,
  });
}

const secured = () =>
  client(MessageSecurityMode.SignAndEncrypt, SecurityPolicy.Basic256Sha256);

// What a session is refused with; null where it is not.
async function refusal(made, user) {
  try {
    await made.connect(url);
    const session = await made.createSession(user);
    await session.close();
    return null;
  } catch (error) {
    return error.message;
  } finally {
    await made.disconnect();
  }
}

const person = (secret) => ({ type: UserTokenType.UserName, userName, password: secret });

async function until(holds) {
  const end = Date.now() + WAIT_MS;
  while (!holds()) {
    if (Date.now() > end) throw new Error("it does not come to an end");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function look(session) {
  const spaces = await session.readNamespaceArray();
  const own = (name) => `ns=${spaces.indexOf(OWN)};s=${name}`;
  const vision = spaces.indexOf(MACHINE_VISION);
  const seen = { results: [], states: [] };

  const objects = await session.browse("RootFolder");
  seen.root = objects.references.map((one) => one.browseName.name);
  const parts = await session.browse(own("VisionSystem"));
  seen.parts = parts.references.map((one) => one.browseName.name).sort();
  const state = own("VisionSystem.VisionStateMachine.CurrentState");
  const read = await session.read({ nodeId: state, attributeId: AttributeIds.Value });
  seen.state = read.value.value.text;
  const count = await session.read({
    nodeId: own("PackML.Admin.ProdProcessedCount"),
    attributeId: AttributeIds.Value,
  });
  seen.processed = count.value.value[0].count;

  const subscription = await session.createSubscription2({
    requestedPublishingInterval: 100,
    requestedLifetimeCount: 600,
    requestedMaxKeepAliveCount: 20,
    publishingEnabled: true,
  });
  const values = ClientMonitoredItem.create(
    subscription,
    { nodeId: state, attributeId: AttributeIds.Value },
    { samplingInterval: 100, queueSize: 10 },
    TimestampsToReturn.Both,
  );
  values.on("changed", (value) => seen.states.push(value.value.value.text));
  const names = ["EventType", "Message", "ResultContent", "PartId"];
  const filter = constructEventFilter([
    "EventType",
    "Message",
    `${vision}:ResultContent`,
    `${vision}:PartId`,
  ]);
  const events = ClientMonitoredItem.create(
    subscription,
    { nodeId: own("VisionSystem"), attributeId: AttributeIds.EventNotifier },
    { samplingInterval: 0, queueSize: 100, filter },
    TimestampsToReturn.Both,
  );
  events.on("changed", (fields) => {
    const event = Object.fromEntries(names.map((name, i) => [name, fields[i].value]));
    if (event.EventType.value !== RESULT_READY || event.EventType.namespace !== vision) return;
    const [evaluation, content] = event.ResultContent;
    seen.results.push({
      evaluation: evaluation.value,
      part: event.PartId.id,
      content: JSON.parse(content.value),
    });
  });
  await until(() => seen.states.length > 0);
  process.stdout.write(JSON.stringify({ ready: true }) + "\n");
  await until(() => seen.results.length >= 2 && seen.states.includes("Error"));

  const text = (value) => ({ dataType: DataType.String, value });
  const ordered = await session.call({
    objectId: own("Orders"),
    methodId: own("Orders.SetOrder"),
    inputArguments: ["tray", "L2611-204", "2026-12-24", "4006381333931"].map(text),
  });
  seen.ordered = ordered.statusCode.name;
  const wrong = await session.call({
    objectId: own("Orders"),
    methodId: own("Orders.SetOrder"),
    inputArguments: ["tray", "L2611-204", "24.12.2026", ""].map(text),
  });
  seen.wrong = wrong.statusCode.name;
  await subscription.terminate();
  return seen;
}

async function main() {
  await manager.initialize();
  const wrongPassword = await refusal(secured(), person("not the password"));
  const insecure = await refusal(
    client(MessageSecurityMode.None, SecurityPolicy.None),
    person(password),
  );
  const made = secured();
  await made.connect(url);
  const endpoints = (await made.getEndpoints()).map((one) => MessageSecurityMode[one.securityMode]);
  const session = await made.createSession(person(password));
  const seen = await look(session);
  await session.close();
  await made.disconnect();
  process.stdout.write(JSON.stringify({ ...seen, wrongPassword, insecure, endpoints }) + "\n");
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
