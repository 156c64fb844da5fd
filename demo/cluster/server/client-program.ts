/**
 * What run.sh, process.sh and fault.sh execute: a program that carries its arguments and its input to
 * the served cluster and prints what comes back. It is kept as text because it is written into the
 * cluster's folder, where it must run by itself and start as fast as node can: no modules but node's.
 */
export const clientProgram = `'use strict';
const net = require('node:net');
const fs = require('node:fs');
const path = require('node:path');

const [kind, ...argv] = process.argv.slice(2);

function fail(why) {
  process.stderr.write('the simulated cluster ' + why + '\\n');
  process.exit(255);
}

let connection;
try {
  connection = JSON.parse(fs.readFileSync(path.join(__dirname, 'connection.json'), 'utf8'));
} catch (error) {
  fail('is not there: ' + error.message);
}

const socket = net.connect({ host: '127.0.0.1', port: connection.port });
socket.setEncoding('utf8');
socket.setNoDelay(true);
const send = (frame) => socket.write(JSON.stringify(frame) + '\\n');

socket.on('connect', () => {
  send({ token: connection.token, kind, argv, pid: process.pid });
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (text) => send({ stdin: text }));
  process.stdin.on('end', () => send({ end: true }));
  process.stdin.on('error', () => send({ end: true }));
});

let rest = '';
socket.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) {
    const frame = JSON.parse(line);
    if (frame.out !== undefined) process.stdout.write(frame.out);
    if (frame.err !== undefined) process.stderr.write(frame.err);
    if (frame.exit !== undefined) leave(frame.exit);
  }
});
// A pipe takes its time: what was written must be out before the program is.
let leaving = false;
function leave(code) {
  leaving = true;
  process.stdin.destroy();
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

socket.on('error', (error) => leaving || fail('does not answer: ' + error.message));
socket.on('close', () => leaving || fail('is gone'));
// Whoever read this has gone: so does the program.
process.stdout.on('error', () => process.exit(141));
process.stderr.on('error', () => process.exit(141));
`;
