// A person's own table: a question in natural words, its plan changed by a click, and how the file is read.
import { readFile } from 'node:fs/promises'
import { expect } from '@playwright/test'
import { chooseFiles, composer, isWhole, lastAnswer, result, said, say } from './parts.ts'
import { test } from './story.ts'

const ROWS = [
  'Order ID,Order Date,Customer,Region,Unit Price,Revenue,Net Amount',
  '1001,03/04/2026,Alder & Sons,North,10.00,1200.00,1000.00',
  '1002,04/04/2026,Cobalt Works,South,20.00,2400.00,2000.00',
  '1003,05/05/2026,Alder & Sons,North,10.00,600.00,500.00',
  '1004,06/06/2026,Delta Foods,West,30.00,3600.50,3000.40',
  '1005,07/06/2026,Cobalt Works,West,20.00,1200.25,1000.20',
]
const FILE = { name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(`${ROWS.join('\n')}\n`) }

test('[D2.3] edits the plan of a table answer by chips', async ({ page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await chooseFiles(page).setInputFiles(FILE)
  await say(page, 'total revenue by region')
  await isWhole(lastAnswer(page))

  await test.step('table, chart and plan are one result', async () => {
    const one = result(page, 'Total Revenue by Region')
    await expect(one).toHaveCount(1)
    await expect(one.getByRole('row', { name: 'West' })).toContainText('4,800.75')
    await expect(one.locator('svg .mark-rect path')).toHaveCount(3)
    await one.getByText('Show the calculation').click()
    await expect(one.getByText('FROM "sales"')).toBeVisible()
  })

  await test.step('a table is saved with the columns that are chosen', async () => {
    const one = result(page, 'Total Revenue by Region')
    await one.getByRole('button', { name: /^Columns of/ }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Rows' }).click()
    await page.keyboard.press('Escape')
    await expect(one.getByRole('columnheader', { name: 'Rows' })).toHaveCount(0)
    const saved = page.waitForEvent('download')
    await one.getByRole('button', { name: /^Save or copy/ }).click()
    await page.getByRole('menuitem', { name: 'Save as Excel workbook' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toBe('Total-Revenue-by-Region.xlsx')
    const book = await readFile(await download.path())
    // Every workbook is a ZIP file.
    expect(book.subarray(0, 2).toString()).toBe('PK')
  })

  await test.step('another aggregate is a new turn', async () => {
    await lastAnswer(page).getByRole('button', { name: 'Measure: total Revenue. Change' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Average' }).click()
    await expect(said(page, 'Average Revenue by Region')).toBeVisible()
    await isWhole(lastAnswer(page))
    await expect(lastAnswer(page)).toContainText('North: 900.00')
  })

  await test.step('what is not understood opens the form with this file’s columns', async () => {
    await say(page, 'frobnicated revenue by customer')
    await isWhole(lastAnswer(page))
    const form = lastAnswer(page).getByRole('form', { name: 'Choose what you mean' })
    await expect(form.getByLabel('Measure')).toHaveValue('Revenue')
    await form.getByRole('button', { name: 'Show the answer' }).click()
    await expect(said(page, 'Total Revenue by Customer')).toBeVisible()
    await isWhole(lastAnswer(page))
    await expect(lastAnswer(page)).toContainText('Alder & Sons: 1,800.00')
  })

  await test.step('the reading of the file is shown and corrected', async () => {
    await page.getByRole('button', { name: 'How sales.csv is read' }).click()
    const sheet = page.getByRole('dialog', { name: 'How sales.csv is read' })
    await expect(sheet.getByLabel('Header line')).toHaveValue('1')
    await expect(sheet.getByLabel('Date format')).toBeVisible()
    await sheet.getByLabel('Date format').selectOption('M/D/YYYY')
    await expect(sheet.getByText('Saved. Later answers use it.')).toBeVisible()
    await expect(sheet.getByLabel('Date format')).toHaveValue('M/D/YYYY')
    await sheet.getByRole('button', { name: 'Run the last answer again' }).click()
    await isWhole(lastAnswer(page))
  })
})
