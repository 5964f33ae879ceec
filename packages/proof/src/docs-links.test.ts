// Follows every relative link of every Markdown page: the file exists, and so does the heading that it names.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const MIN_LINKS = 60

const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((page) => page !== '' && existsSync(path.join(ROOT, page)))

const withoutCode = (text: string) =>
  text
    .split('```')
    .filter((_, index) => index % 2 === 0)
    .join('')
    .replaceAll(/`[^`\n]*`/g, '')

/** The part behind `#` with which a heading is addressed. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (file: string) =>
  withoutCode(readFileSync(path.join(ROOT, file), 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => anchorOf(line.slice(line.indexOf(' ') + 1)))

const links = pages.flatMap((page) =>
  Array.from(
    withoutCode(readFileSync(path.join(ROOT, page), 'utf8')).matchAll(/\]\(([^)\s]+)\)/g),
    ([, target = '']) => ({
      page,
      target,
    }),
  ).filter(({ target }) => !/^[a-z]+:/.test(target)),
)

test('finds the links', () => {
  expect(links.length).toBeGreaterThan(MIN_LINKS)
})

test.each(links)('$page: $target exists', ({ page, target }) => {
  const [file = '', anchor] = target.split('#')
  const found = file === '' ? page : path.join(path.dirname(page), file)
  expect(existsSync(path.join(ROOT, found)), found).toBe(true)
  if (anchor !== undefined && found.endsWith('.md')) expect(anchorsOf(found)).toContain(anchor)
})
