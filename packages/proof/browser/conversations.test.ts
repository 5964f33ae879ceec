// Whole threads: name, pin, archive, words, file, end.
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { answers, composer, isWhole, lastAnswer, said, say } from './parts.ts'
import { test } from './story.ts'

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Conversations' })

async function openDrawer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Conversations', exact: true }).click()
  await expect(drawer(page)).toBeVisible()
}

const act = async (page: Page, title: string, what: string) => {
  await drawer(page)
    .getByRole('button', { name: `More for “${title}”` })
    .click()
  await page.getByRole('menuitem', { name: what, exact: true }).click()
}

const listed = (page: Page, title: string) => drawer(page).getByRole('button', { name: title, exact: false }).first()

test('[H3, E4] renames, pins, archives and exports a thread', async ({ page }) => {
  await page.goto('/')
  await say(page, 'What can you do?')
  await isWhole(lastAnswer(page))
  await openDrawer(page)
  await act(page, 'What can you do?', 'Rename')
  await drawer(page).getByRole('textbox', { name: 'New name' }).fill('First steps')
  await drawer(page).getByRole('button', { name: 'Save' }).click()
  await expect(listed(page, 'First steps')).toBeVisible()

  const saved = page.waitForEvent('download')
  await act(page, 'First steps', 'Export as Markdown')
  const file = await saved
  expect(file.suggestedFilename()).toBe('First-steps.md')
  expect(readFileSync(await file.path(), 'utf8')).toContain('What can you do?')

  await act(page, 'First steps', 'Pin')
  await expect(drawer(page).getByRole('region', { name: 'Pinned' })).toContainText('First steps')
  await act(page, 'First steps', 'Archive')
  await expect(drawer(page)).toContainText('No conversations yet')
  await drawer(page).getByRole('button', { name: 'Archived' }).click()
  await act(page, 'First steps', 'Move out of the archive')
  await drawer(page).getByRole('button', { name: 'Active' }).click()
  await expect(listed(page, 'First steps')).toBeVisible()
})

test('[L16] deletes several threads, or none after Undo', async ({ page }) => {
  await page.goto('/')
  for (const words of ['The first topic', 'The second topic']) {
    await say(page, words)
    await isWhole(lastAnswer(page))
    await page.getByRole('button', { name: 'New conversation', exact: true }).click()
    await expect(answers(page)).toHaveCount(0)
  }
  await openDrawer(page)
  const chooseBoth = async () => {
    for (const title of ['The first topic', 'The second topic']) {
      await drawer(page)
        .getByRole('checkbox', { name: `Select “${title}”` })
        .check()
    }
    await drawer(page).getByRole('button', { name: 'Delete', exact: true }).click()
    await expect(page.getByText('2 conversations deleted.')).toBeVisible()
    await expect(drawer(page)).toContainText('No conversations yet')
  }
  await chooseBoth()
  await drawer(page).getByRole('button', { name: 'Undo' }).click()
  await expect(listed(page, 'The first topic')).toBeVisible()
  await chooseBoth()
  await expect(page.getByText('2 conversations deleted.')).toBeHidden()
  await page.reload()
  await openDrawer(page)
  await expect(drawer(page)).toContainText('No conversations yet')
})

test('finds a message in another thread', async ({ page }) => {
  await page.goto('/')
  await say(page, 'The word is marmalade')
  await isWhole(lastAnswer(page))
  await page.getByRole('button', { name: 'Conversations', exact: true }).focus()
  await page.keyboard.press('n')
  await expect(answers(page)).toHaveCount(0)
  await expect(composer(page)).toBeFocused()

  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Go to or do' })
  await page.keyboard.type('marmalade')
  await expect(palette.getByRole('option', { name: /The word is marmalade/ }).first()).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Conversations', exact: true }).focus()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search conversations' })).toBeFocused()
  await page.keyboard.type('MARMALADE')
  await expect(drawer(page).getByRole('status')).toContainText(/messages? found/)
  await drawer(page)
    .getByRole('button', { name: /You · The word is marmalade/ })
    .click()
  await expect(said(page, 'The word is marmalade')).toBeInViewport()
  await expect(drawer(page)).toBeHidden()
})
