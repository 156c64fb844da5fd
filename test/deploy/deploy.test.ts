import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { jsonSchema } from '../../src/config/json-schema.js';

const root = resolve(import.meta.dirname, '../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const dockerfile = text('Dockerfile');
const unit = text('deploy/systemd/pegasus-roll.service');
const port = 9465;

describe('what the bot is deployed with', () => {
  it('asks for health at the port that is listened at by default', () => {
    const listen = z.object({ http: z.object({ listen: z.string() }) }).parse(parse(text('pegasus-roll.example.yml')));
    expect(listen.http.listen).toBe(`127.0.0.1:${port}`);
    expect(JSON.stringify(jsonSchema())).toContain(`127.0.0.1:${port}`);
    expect(dockerfile).toContain(`http://127.0.0.1:${port}/healthz`);
  });

  it('names files that there are', () => {
    const page = text('docs/DEPLOYMENT.md');
    const links = [...page.matchAll(/\]\((\.\.\/[^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) expect(existsSync(join(root, 'docs', link)), link).toBe(true);
  });

  it('has only packages whose licences have been looked at', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/licences.mjs'], { cwd: root });
    expect(stderr.toString()).toBe('');
    expect(status).toBe(0);
    expect(stdout.toString()).toMatch(/^@slack\/bolt 5\.\d+\.\d+: MIT$/m);
  });
});

describe('the image', () => {
  it('has a base by digest, no root, and no debugger by signal', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+-\S+@sha256:[0-9a-f]{64}$/m);
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)).toEqual([
      '${NODE_IMAGE}',
      '${NODE_IMAGE}',
    ]);
    expect(dockerfile).toMatch(/^USER 1000:1000$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["tini", "--", "node", "--disable-sigusr1", /m);
  });
});

describe('the Compose file', () => {
  const service = z
    .object({
      services: z.object({
        'pegasus-roll': z.object({
          build: z.string(),
          read_only: z.boolean(),
          cap_drop: z.array(z.string()),
          security_opt: z.array(z.string()),
          user: z.string(),
          ports: z.array(z.string()),
        }),
      }),
    })
    .parse(parse(text('deploy/compose/compose.yaml'))).services['pegasus-roll'];

  it('takes every right away, and shows the port to its own machine only', () => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: '1000:1000',
      ports: [`127.0.0.1:${port}:${port}`],
    });
    expect(existsSync(join(root, 'deploy/compose', service.build, 'Dockerfile'))).toBe(true);
  });
});

describe('the Kubernetes manifests', () => {
  const objects = parseAllDocuments(text('deploy/kubernetes/pegasus-roll.yaml')).map((document) => {
    expect(document.errors).toEqual([]);
    return z.looseObject({ kind: z.string(), metadata: z.object({ name: z.string() }) }).parse(document.toJS());
  });

  it('are one bot at a time, with as few rights as it needs', () => {
    expect(objects.map(({ kind }) => kind)).toEqual([
      'PersistentVolumeClaim',
      'ServiceAccount',
      'Deployment',
      'NetworkPolicy',
    ]);
    expect(objects[2]).toMatchObject({
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                ports: [{ containerPort: port }],
                livenessProbe: { httpGet: { path: '/healthz' } },
                readinessProbe: { httpGet: { path: '/readyz' } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
              },
            ],
          },
        },
      },
    });
  });
});

describe('the systemd unit', () => {
  it('lets supervisors of process commands outlive the bot, and keeps what it writes to itself', () => {
    expect(unit).toMatch(/^KillMode=process$/m);
    expect(unit).toMatch(/^UMask=0077$/m);
    expect(unit).toMatch(/^StateDirectoryMode=0700$/m);
  });

  const analyze = 'systemd-analyze';
  const there = spawnSync(analyze, ['--version']).status === 0;
  // Says so where it is missing: macOS, and images without systemd.
  it.skipIf(!there)(`is known to systemd, which finds little to take away (needs ${analyze})`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pegasus-roll-unit-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = join(folder, 'pegasus-roll.service');
    // The program that runs this test: the one that the unit names may not be here.
    writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
    expect(execFileSync(analyze, ['verify', file], { stdio: 'pipe' }).toString()).toBe('');
    // From 0 to 100, less is better.
    execFileSync(analyze, ['security', '--offline=yes', '--threshold=20', file], { stdio: 'pipe' });
  });
});
