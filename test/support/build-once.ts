import { execFileSync } from 'node:child_process';

/**
 * Tests start programs of `dist/`, and must not meet those of yesterday. Takes some seconds when nothing has changed.
 */
export default function buildOnce(): void {
  if (process.env['PEGASUS_ROLL_BUILT'] === undefined)
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}
