// Copies the sources into a temporary folder, where a test may change them. Packages of this repository resolve to the
// copy, everything else to what is installed.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../../../..')
/** Their type checks read nothing else. */
const PARTS = [
  'packages/contracts',
  'packages/process',
  'packages/client',
  'apps/runtime',
  'apps/experience',
  'apps/web',
]
const OWN_SCOPE = '@biplane'

export interface RepositoryCopy extends Disposable {
  root: string
  bin(name: string): string
}

export function copyRepository(): RepositoryCopy {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'fifth-pillar-')))
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...PARTS], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  for (const file of listed.split('\n').filter((name) => name !== '' && existsSync(path.join(ROOT, name)))) {
    cpSync(path.join(ROOT, file), path.join(root, file))
  }
  cpSync(path.join(ROOT, 'tsconfig.base.json'), path.join(root, 'tsconfig.base.json'))
  for (const name of ['package.json', 'vitest.shared.ts']) cpSync(path.join(ROOT, name), path.join(root, name))
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'))
  symlinkSync(path.join(ROOT, 'prisma'), path.join(root, 'prisma'))
  symlinkSync(path.join(ROOT, 'packages/proof'), path.join(root, 'packages/proof'))
  for (const part of PARTS)
    linkInstalled(path.join(ROOT, part, 'node_modules'), path.join(root, part, 'node_modules'), root)
  return {
    root,
    bin: (name) => path.join(ROOT, 'node_modules/.bin', name),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

function linkInstalled(from: string, to: string, root: string): void {
  if (!existsSync(from)) return
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from).filter((entry) => !entry.startsWith('.'))) {
    if (name === OWN_SCOPE) linkOwn(path.join(from, name), path.join(to, name), root)
    else symlinkSync(realpathSync(path.join(from, name)), path.join(to, name))
  }
}

function linkOwn(from: string, to: string, root: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) {
    const inCopy = path.join(root, path.relative(ROOT, realpathSync(path.join(from, name))))
    symlinkSync(existsSync(inCopy) ? inCopy : realpathSync(path.join(from, name)), path.join(to, name))
  }
}
