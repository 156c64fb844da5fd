import { describe, expect, it } from 'vitest';
import { methods, type Method } from '../../src/wire/methods.js';
import { decodeReply, encodeReply } from '../../src/wire/reply.js';
import { decodeRequest, encodeRequest } from '../../src/wire/request.js';
import { vectors } from './vectors.js';

/** Sends what is asked and reads what was sent; both against the vector. */
function bothWays<Request, Response>(
  frame: Buffer,
  method: Method<Request, Response>,
  seqid: number,
  request: Request,
): void {
  expect(encodeRequest(method, seqid, 5_000, request).toString('hex')).toBe(frame.toString('hex'));
  readsAs(frame, method, seqid, request);
}

function readsAs<Request, Response>(
  frame: Buffer,
  method: Method<Request, Response>,
  seqid: number,
  request: Request,
): void {
  const received = decodeRequest(frame);
  if (!received.ok) throw received.failure;
  expect(received.value).toMatchObject({ task: method.task, seqid, timeoutMs: 5_000 });
  expect(received.value.read(method)).toEqual({ ok: true, value: request });
}

function answersBothWays<Request, Response>(
  frame: Buffer,
  method: Method<Request, Response>,
  seqid: number,
  response: Response,
): void {
  expect(encodeReply(method, seqid, response).toString('hex')).toBe(frame.toString('hex'));
  const received = decodeReply(frame);
  if (!received.ok) throw received.failure;
  expect(received.value.seqid).toBe(seqid);
  expect(received.value.read(method)).toEqual({ ok: true, value: { kind: 'value', value: response } });
}

describe('the byte vectors of the specification', () => {
  it('lists nodes', () => {
    bothWays(vectors.listNodesRequest, methods.listNodes, 1, { status: 0 });
    readsAs(vectors.listNodesRequestHeader1, methods.listNodes, 1, { status: 0 });
    answersBothWays(vectors.listNodesReply25, methods.listNodes, 1, {
      err: 'ERR_OK',
      nodes: [
        { status: 1, node: '10.0.0.1:34801' },
        { status: 2, node: '10.0.0.2:34801' },
      ],
    });
    answersBothWays(vectors.listNodesReplyNewer, methods.listNodes, 1, {
      err: 'ERR_OK',
      nodes: [{ status: 1, node: '10.0.0.1:34801', hpNode: 'rs1.example:34801' }],
    });
    answersBothWays(vectors.followerReply, methods.listNodes, 1, { err: 'ERR_FORWARD_TO_OTHERS', nodes: [] });
  });

  it('proposes to move a primary, to a server that knows addresses only', () => {
    const proposal = {
      gpid: { appId: 2, index: 3 },
      actions: [
        { target: '10.0.0.1:34801', node: '10.0.0.1:34801', configType: 5 },
        { target: '10.0.0.2:34801', node: '10.0.0.2:34801', configType: 2 },
      ],
      force: false,
    };
    bothWays(vectors.movePrimaryRequest, methods.proposeByAddress, 7, proposal);
    readsAs(vectors.movePrimaryRequest, methods.propose, 7, proposal);
  });

  it('proposes to downgrade a secondary, to a server that knows names', () => {
    const proposal = {
      gpid: { appId: 2, index: 3 },
      actions: [
        {
          target: '10.0.0.1:34801',
          node: '10.0.0.2:34801',
          configType: 6,
          hpTarget: 'rs1.example:34801',
          hpNode: 'rs2.example:34801',
        },
      ],
      force: false,
    };
    bothWays(vectors.downgradeRequestNewer, methods.proposeByName, 8, proposal);
    readsAs(vectors.downgradeRequestNewer, methods.propose, 8, proposal);
  });

  it('calls a remote command', () => {
    bothWays(vectors.remoteCommandRequest, methods.remoteCommand, 9, {
      command: 'meta.lb.assign_delay_ms',
      arguments: ['3600000'],
    });
    answersBothWays(vectors.remoteCommandReply, methods.remoteCommand, 9, 'OK');
  });

  it('sets the level and asks for the cluster', () => {
    bothWays(vectors.controlMetaRequest, methods.controlMeta, 3, { level: 400 });
    bothWays(vectors.clusterInfoRequest, methods.clusterInfo, 4, {});
  });
});
