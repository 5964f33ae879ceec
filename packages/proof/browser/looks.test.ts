// Every page in both appearances: it renders, it can be read, nothing in it hinders anybody, and everything that can be used has a name.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { fileView } from '@biplane/contracts/wire/commands'
import { expect, type Page } from '@playwright/test'
import { faintTexts } from './contrast.ts'
import { clientWith, tokenOf } from './log.ts'
import { composer, isWhole, lastAnswer, result } from './parts.ts'
import { ADDRESS } from './product-place.ts'
import { SAMPLE } from './sample-numbers.ts'
import { test } from './story.ts'

const SCHEMES = ['light', 'dark'] as const

async function upload(token: string, name: string): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([readFileSync(path.join(SAMPLE, name))]), name)
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${ADDRESS}/api/files`, { method: 'POST', body: form, headers })
  return fileView.parse(await response.json()).file_uuid
}

/** Something to look at in every area, said by another hand in the session of the page. */
async function furnish(page: Page): Promise<void> {
  const token = await tokenOf(page)
  const { guide, liaison } = clientWith(token)
  const [table = '', procedure = ''] = await Promise.all(
    ['receivables.csv', 'refund-sop.md'].map((n) => upload(token, n)),
  )
  await guide.send.mutate({ message: 'Here are two sample files. What is in them?', file_uuids: [table, procedure] })
  const late = { message: 'Who is more than 90 days late?', file_uuids: [table] }
  await liaison.send.mutate({ pillar: 'insights', ...late })
  await liaison.send.mutate({ pillar: 'operations', message: 'Show its outline', file_uuids: [procedure] })
}

/** Whole, and no longer the bare words that are shown until the renderer is there. */
async function answered(page: Page): Promise<void> {
  await isWhole(lastAnswer(page))
  await expect(lastAnswer(page).getByRole('paragraph').first()).toBeVisible()
}
const drawn = (page: Page) => expect(result(page, 'Ageing of open amounts').locator('svg').first()).toBeVisible()
const listed = (page: Page) => expect(result(page, 'Rows of receivables.csv').getByRole('row').first()).toBeVisible()
const outlined = (page: Page) =>
  expect(result(page, 'Outline of refund-sop.md').getByRole('list').first()).toBeVisible()
const inWords = (page: Page) => expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
const forGuests = (page: Page) => expect(page.getByRole('cell', { name: 'guide.global' }).first()).toBeVisible()
/** Panels that a key opens outside text fields. */
const overThePage = (key: string, name: string) => async (page: Page) => {
  await page.getByRole('main').focus()
  await page.keyboard.press(key)
  await expect(page.getByRole('dialog', { name })).toBeVisible()
}
const toResults = (page: Page) =>
  page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'Results' }).click()

interface View {
  name: string
  path: string
  /** What is done there, and the facts without which it is not looked at. */
  until: ((page: Page) => Promise<void>)[]
}

const DESK: View[] = [
  { name: 'thread', path: '/', until: [answered] },
  { name: 'content', path: '/content', until: [answered, listed] },
  { name: 'insights', path: '/insights', until: [answered, drawn] },
  { name: 'operations', path: '/operations', until: [answered, outlined] },
  { name: 'inspector', path: '/inspector', until: [forGuests] },
  { name: 'shortcuts', path: '/', until: [answered, overThePage('?', 'Keyboard shortcuts')] },
  { name: 'conversations', path: '/', until: [answered, overThePage('c', 'Conversations')] },
  { name: 'nowhere', path: '/nowhere', until: [inWords] },
]
const PHONE: View[] = [
  { name: 'thread-phone', path: '/', until: [answered] },
  { name: 'conversations-phone', path: '/', until: [answered, overThePage('c', 'Conversations')] },
  { name: 'insights-phone', path: '/insights', until: [answered, toResults, drawn] },
]

/** What the browser's accessibility tree has without a name, among what can be used. */
async function nameless(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot()
  const usable =
    /^- '?(button|link|textbox|searchbox|checkbox|radio|combobox|listbox|switch|slider|tab|menuitem\w*|option)\b(?! ")/
  return tree
    .split('\n')
    .map((text) => text.trim())
    .filter((text) => usable.test(text))
}

/** Serious and critical violations by the rules of axe. */
async function hindrances(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

test('renders every page readable in light and dark', async ({ page }, testInfo) => {
  test.slow()
  const look = async (name: string) => {
    const grounds = new Set<string>()
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      grounds.add(await ground(page))
      await page.screenshot({ path: testInfo.outputPath(`${name}-${colorScheme}.png`), animations: 'disabled' })
      expect.soft(await faintTexts(page), `faint texts of ${name}, ${colorScheme}`).toEqual([])
      expect.soft(await hindrances(page), `hindrances of ${name}, ${colorScheme}`).toEqual([])
    }
    expect.soft(grounds.size, `grounds of ${name}`).toBe(2)
    expect.soft(await nameless(page), `${name} has nameless parts`).toEqual([])
  }
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await look('start')
  await furnish(page)
  for (const [views, size] of [
    [DESK, { width: 1440, height: 900 }],
    [PHONE, { width: 390, height: 844 }],
  ] as const) {
    await page.setViewportSize(size)
    for (const { name, path: address, until } of views) {
      await page.goto(address)
      for (const fact of until) await fact(page)
      await look(name)
    }
  }
})

test('the measures find what is faint and what is nameless: the negative control', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await page.evaluate(() => {
    const faint = document.createElement('p')
    faint.style.color = 'rgb(200 200 200)'
    faint.textContent = 'faint'
    document.querySelector('main')?.append(faint, document.createElement('button'))
  })
  expect(await faintTexts(page)).toEqual([expect.stringMatching(/^“faint” 1\.\d\d$/)])
  expect(await nameless(page)).toEqual(['- button'])
  expect(await hindrances(page)).toEqual([
    expect.stringMatching(/^button-name: /),
    expect.stringMatching(/^color-contrast: /),
  ])
})

test('the chosen appearance holds against the system’s, also after a reload', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const light = await ground(page)
  await page.getByRole('button', { name: 'Appearance' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect.poll(() => ground(page)).not.toBe(light)
  const dark = await ground(page)
  await page.reload()
  await expect(composer(page)).toBeVisible()
  expect(await ground(page)).toBe(dark)
})
