// Whole conversations: another one, an earlier one, its name, its words, its file, its end.
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { answers, composer, isWhole, lastAnswer, said, say } from './parts.ts'
import { test } from './story.ts'

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Conversations' })
const withGuide = (page: Page) => drawer(page).getByRole('region', { name: 'Conversations with the Guide' })

async function openDrawer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Conversations', exact: true }).click()
  await expect(drawer(page)).toBeVisible()
}

const act = async (page: Page, title: string, what: string) => {
  await drawer(page)
    .getByRole('button', { name: `More for “${title}”` })
    .click()
  await page.getByRole('menuitem', { name: what }).click()
}

test('[D2.8, E4] starts an empty conversation in every tab', async ({ page, context }) => {
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  const second = await context.newPage()
  await second.goto('/')
  await expect(answers(second)).toHaveCount(1)

  await openDrawer(page)
  await withGuide(page).getByRole('button', { name: 'New conversation with the Guide' }).click()
  await expect(drawer(page)).toBeHidden()
  for (const tab of [page, second]) {
    await expect(tab.getByRole('button', { name: /^Try the sample/ })).toBeVisible()
    await expect(answers(tab)).toHaveCount(0)
  }
  await say(second, 'Who are you?')
  await isWhole(lastAnswer(second))
  await expect(said(page, 'Who are you?')).toBeVisible()

  await openDrawer(page)
  await withGuide(page)
    .getByRole('button', { name: /^What can you do\?/ })
    .click()
  await expect(said(page, 'What can you do?')).toBeVisible()
  await expect(said(page, 'Who are you?')).toHaveCount(0)
  await expect(said(second, 'What can you do?')).toBeVisible()
})

test('a conversation is renamed, taken along as a file, and given up after a question', async ({ page }) => {
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  await openDrawer(page)
  await act(page, 'What can you do?', 'Rename')
  await drawer(page).getByRole('textbox', { name: 'New name' }).fill('First steps')
  await drawer(page).getByRole('button', { name: 'Save' }).click()
  await expect(withGuide(page).getByRole('button', { name: /^First steps/ })).toBeVisible()

  const saved = page.waitForEvent('download')
  await act(page, 'First steps', 'Export as Markdown')
  const file = await saved
  expect(file.suggestedFilename()).toBe('First-steps.md')
  expect(readFileSync(await file.path(), 'utf8')).toContain('What can you do?')

  await act(page, 'First steps', 'Delete …')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(withGuide(page).getByRole('button', { name: /^First steps/ })).toBeVisible()
  await act(page, 'First steps', 'Delete …')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(withGuide(page)).toContainText('Nothing has been said yet.')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: /^Try the sample/ })).toBeVisible()
  await expect(answers(page)).toHaveCount(0)
})

test('finds a message in another conversation', async ({ page }) => {
  await page.goto('/')
  await say(page, 'The word is marmalade')
  await isWhole(lastAnswer(page))
  await page.locator('main').press('Escape')
  await page.getByRole('button', { name: 'Conversations', exact: true }).focus()
  await page.keyboard.press('n')
  await expect(answers(page)).toHaveCount(0)
  await page.goto('/insights')
  await expect(composer(page)).toBeVisible()

  await page.getByRole('button', { name: 'Search in what was said' }).click()
  await expect(page.getByRole('searchbox', { name: 'Search in what was said' })).toBeFocused()
  await page.keyboard.type('MARMALADE')
  await expect(drawer(page).getByRole('status')).toContainText(/places? found/)
  await drawer(page)
    .getByRole('button', { name: /You · The word is marmalade/ })
    .click()
  await expect(page).toHaveURL('/')
  await expect(said(page, 'The word is marmalade')).toBeInViewport()
  await expect(drawer(page)).toBeHidden()
})
