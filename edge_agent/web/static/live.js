// The one socket of a page: the newest state, pictures, and whether anything is known at all.
//
//   onState(fn)   fn({line, panel}) with every state; never one without a line
//   onPanel(fn)   fn(panel) with every state, also while there is no line
//   onFrame(fn)   fn({header, blob}); the next picture comes when every fn has done with it
//   onStale(fn)   fn(true) when nothing is known of the line any more, fn(false) when it is again
//
// A page that nobody sees has no socket: nothing piles up for it, and nothing is sent to it.

import { language } from "./texts.js";

const STALE_MS = 1000;
const SILENT_MS = 3000; // a cable that was pulled closes nothing
const LOOK_MS = 200;
const FIRST_WAIT_MS = 150;
const LONGEST_WAIT_MS = 1000;
const SESSION_OVER = 4401;

const stateListeners = [];
const panelListeners = [];
const frameListeners = [];
const staleListeners = [];

let socket = null;
let waitMs = FIRST_WAIT_MS;
let again = null;
let heardAtMs = -Infinity;
let stateAtMs = -Infinity;
let newest = null;
let isStale = true;

// Each listener is told at once what is known already.
export function onState(fn) {
  stateListeners.push(fn);
  if (!isStale) fn(newest);
}

export function onPanel(fn) {
  panelListeners.push(fn);
}

export function onFrame(fn) {
  frameListeners.push(fn);
}

export function onStale(fn) {
  staleListeners.push(fn);
  fn(isStale);
}

// The socket came with the token before, which is over in a moment.
document.addEventListener("session-renewed", () => socket?.close());

function connect() {
  again = null;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const opened = new WebSocket(`${scheme}//${location.host}/api/v1/live?language=${language}`);
  opened.binaryType = "arraybuffer";
  socket = opened;
  heardAtMs = performance.now();
  let taken = 0;
  let inTurn = Promise.resolve(); // a state is shown at once, and acknowledged after the picture before it
  opened.addEventListener("message", (event) => {
    const done = took(event.data).catch((error) => console.error(error)); // a broken picture stops nothing
    inTurn = inTurn.then(() => done).then(() => acknowledge(opened, ++taken));
  });
  opened.addEventListener("close", (event) => {
    if (opened !== socket) return;
    socket = null;
    if (event.code === SESSION_OVER) return location.reload();
    again = setTimeout(connect, waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  });
}

async function took(data) {
  heardAtMs = performance.now();
  await (typeof data === "string" ? tookState(data) : tookFrame(data));
}

function acknowledge(opened, taken) {
  if (opened === socket && opened.readyState === WebSocket.OPEN) opened.send(JSON.stringify({ ack: taken }));
}

function tookState(text) {
  const state = JSON.parse(text);
  waitMs = FIRST_WAIT_MS;
  for (const fn of panelListeners) fn(state.panel);
  if (state.line === null) return becomes(true);
  newest = state;
  stateAtMs = performance.now();
  becomes(false);
  for (const fn of stateListeners) fn(state);
}

// 4 bytes with the length of the header, the header, the JPEG.
async function tookFrame(data) {
  const length = new DataView(data).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
  const blob = new Blob([new Uint8Array(data, 4 + length)], { type: "image/jpeg" });
  await Promise.all(frameListeners.map((fn) => fn({ header, blob })));
}

function becomes(stale) {
  if (stale === isStale) return;
  isStale = stale;
  document.body.classList.toggle("no-data", stale);
  for (const fn of staleListeners) fn(stale);
}

function look() {
  if (performance.now() - stateAtMs > STALE_MS) becomes(true);
  if (socket === null || performance.now() - heardAtMs < SILENT_MS) return;
  hangUp();
  connect();
}

function hangUp() {
  clearTimeout(again);
  again = null;
  const open = socket;
  socket = null;
  open?.close();
}

function seenOrNot() {
  if (document.hidden) return hangUp();
  look();
  if (socket === null && again === null) connect();
}

document.body.classList.add("no-data");
document.addEventListener("visibilitychange", seenOrNot);
addEventListener("pagehide", hangUp);
addEventListener("pageshow", seenOrNot);
setInterval(look, LOOK_MS);
