// The other two starts lead where they say.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'
import { composer, isWhole, lastAnswer, result, said } from './parts.ts'
import { rows, SAMPLE } from './sample-numbers.ts'
import { test } from './story.ts'

const FILE = 'receivables.csv'

test('[U1] “Drop a file” asks for a file, and leads to the liaison who reads it', async ({ page }) => {
  await page.goto('/')
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /^Drop a file/ }).click()
  await (await choosing).setFiles(path.join(SAMPLE, FILE))
  await expect(page.getByRole('list', { name: 'Attached files' })).toContainText(FILE)
  await composer(page).press('Enter')
  await expect(said(page, 'Please look at this file.')).toContainText(FILE)
  await expect(result(page, `Columns of ${FILE}`)).toContainText(`${rows.length} rows`)
})

test('[U1] a file that is dropped anywhere on the page hangs on the message', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  const text = readFileSync(path.join(SAMPLE, FILE), 'utf8')
  const dataTransfer = await page.evaluateHandle(
    ([name, content]) => {
      const dragged = new DataTransfer()
      dragged.items.add(new File([content ?? ''], name ?? '', { type: 'text/csv' }))
      return dragged
    },
    [FILE, text],
  )
  const heading = page.getByRole('heading', { name: 'What would you like to understand?' })
  await heading.dispatchEvent('dragenter', { dataTransfer })
  await expect(page.getByText('Drop to attach')).toBeVisible()
  await heading.dispatchEvent('drop', { dataTransfer })
  await expect(page.getByText('Drop to attach')).toBeHidden()
  await expect(page.getByRole('list', { name: 'Attached files' })).toContainText(FILE)
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled()
})

test('[U1] “Describe a process” begins the words, and leads to the operations liaison', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: /^Describe a process/ }).click()
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue('This is how we do it:\n1. ')
  await page.keyboard.type('The clerk checks the invoice')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('2. The team lead approves the workflow')
  await page.keyboard.press('Enter')
  await isWhole(lastAnswer(page))
  await expect(lastAnswer(page)).toContainText('is a workflow of 2 steps')
  await expect(said(page, 'The clerk checks the invoice')).toHaveCount(1)
})
