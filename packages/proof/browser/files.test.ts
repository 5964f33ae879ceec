// Files that cannot be taken, and files that are dropped.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LIMITS } from '@biplane/contracts/vocabulary/limits'
import { expect, type Page } from '@playwright/test'
import { chooseFiles, composer, isWhole, lastAnswer } from './parts.ts'
import { test } from './story.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const PNG_WORDS = 'PNG (image/png)'
const WRONG = [
  {
    says: 'of a kind that is not read',
    name: 'photo.png',
    content: PNG,
    refusal: `photo.png is ${PNG_WORDS}. Supported are CSV`,
  },
  { says: 'without content', name: 'nothing.csv', content: Buffer.alloc(0), refusal: 'nothing.csv is empty.' },
  {
    says: 'that is not what it is named',
    name: 'lies.csv',
    content: PNG,
    refusal: `lies.csv is named .csv but it is ${PNG_WORDS}.`,
  },
]
const HUGE = { says: 'beyond 200 MB', name: 'huge.csv', refusal: 'This file is larger than 200\u00a0MB.' }

/** On the disk: a browser is handed a large file by its name. */
function writeFiles(directory: string): string[] {
  mkdirSync(directory, { recursive: true })
  for (const { name, content } of WRONG) writeFileSync(path.join(directory, name), content)
  writeFileSync(path.join(directory, HUGE.name), '')
  truncateSync(path.join(directory, HUGE.name), LIMITS.uploadBytes + 1)
  return [...WRONG, HUGE].map(({ name }) => path.join(directory, name))
}

const attached = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name })

test('[L9, L11, D3.1] explains a rejected file beside it', async ({ page, complaints }, testInfo) => {
  // The browser reports every refusal of an upload as a failed load.
  complaints.announce(/^Failed to load resource: the server responded with a status of 415/)
  await page.goto('/')
  await composer(page).fill('What can you do?')
  await chooseFiles(page).setInputFiles(writeFiles(testInfo.outputPath('files')))
  for (const { says, name, refusal } of [...WRONG, HUGE]) {
    await expect(attached(page, name).getByRole('alert'), `a file ${says}`).toContainText(refusal)
  }
  await expect(composer(page)).toHaveValue('What can you do?')
  for (const { name } of [...WRONG, HUGE]) await page.getByRole('button', { name: `Remove ${name}` }).click()
  await composer(page).press('Enter')
  await isWhole(lastAnswer(page))
  await expect(lastAnswer(page)).toContainText('I bring you to the assistant who can help')
})
