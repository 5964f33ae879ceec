// The first minute: from an empty page to a number with its calculation.
import { expect } from '@playwright/test'
import { answers, composer, isWhole, lastAnswer, readAnswer, result, said, say, THREAD_ADDRESS } from './parts.ts'
import { columns, invoiceOfRow, LATE, rows } from './sample-numbers.ts'
import { test } from './story.ts'

/** Where the picture of the README is to be put; without it no picture is taken. */
const PICTURE = process.env.STORY_PICTURE

test('[U1] leads from the sample to findings and a calculation', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'What would you like to understand?' })).toBeVisible()
  const starts = page.getByRole('list', { name: 'Three ways to begin' }).getByRole('button')
  await expect(starts).toHaveText([/^Try the sample/, /^Drop a file/, /^Describe a process/])

  await test.step('the sample goes to the content liaison with a reason', async () => {
    await starts.first().click()
    await expect(page).toHaveURL(THREAD_ADDRESS)
    await expect(said(page, 'Here are two sample files.')).toHaveCount(1)
    await isWhole(lastAnswer(page))
    await expect(lastAnswer(page)).toContainText(
      `is a CSV table with ${rows.length} rows and ${columns.length} columns`,
    )
    await expect(lastAnswer(page)).toContainText('Content assistant')
    await expect(lastAnswer(page)).toContainText('because you attached files')
  })

  await test.step('the workspace has the schema, the findings, and leads to a row', async () => {
    const schema = result(page, 'Columns of receivables.csv')
    await expect(schema).toContainText(`${rows.length} rows, ${columns.length} columns`)
    await expect(schema.getByRole('rowheader')).toHaveText(columns.map((name) => new RegExp(`^${name}`)))
    const findings = result(page, 'Quality of receivables.csv')
    await expect(findings.getByRole('listitem').first()).toContainText('contradicts')
    await findings.getByRole('button', { name: 'Row 60', exact: true }).click()
    const row = result(page, 'Rows of receivables.csv').getByRole('row', { name: `60 ${invoiceOfRow(60)}` })
    await expect(row).toBeInViewport()
    await expect(row).toBeFocused()
    const colour = (of: HTMLElement) => getComputedStyle(of).backgroundColor
    const plain = result(page, 'Rows of receivables.csv').getByRole('row', { name: `61 ${invoiceOfRow(61)}` })
    await expect.poll(() => row.evaluate(colour)).not.toBe(await plain.evaluate(colour))
  })

  await test.step('a question about the numbers is answered with the numbers of the file', async () => {
    await say(page, 'Who is more than 90 days late?')
    await expect(answers(page)).toHaveCount(2)
    await expect(page).toHaveURL(THREAD_ADDRESS)
    const answer = lastAnswer(page)
    await isWhole(answer)
    const words = await readAnswer(answer)
    expect(words).toContain(
      `${LATE.invoices} receivables of ${LATE.customers} customers are more than 90 days late: ${LATE.total}`,
    )
    expect(words).toContain(`${LATE.share} of the ${LATE.open}`)
    expect(words).toContain(`On ${LATE.asOf}`)
  })

  await test.step('the ageing is drawn, and the calculation has its steps', async () => {
    const ageing = result(page, 'Ageing of open amounts')
    await expect(ageing.locator('svg').first()).toBeVisible()
    await expect(ageing.locator('svg .mark-rect path')).toHaveCount(6)
    if (PICTURE !== undefined) {
      await page.getByRole('log').evaluate((conversation) => conversation.scrollTo(0, 0))
      await page.mouse.move(0, 0)
      await page.screenshot({ path: PICTURE, animations: 'disabled' })
    }
    const late = result(page, 'Receivables more than 90 days late')
    await expect(late).toContainText(`${LATE.invoices} lines`)
    await expect(late.locator('pre')).toBeHidden()
    await late.getByText('Show the calculation').click()
    await expect(late.locator('pre')).toContainText('FROM "receivables"')
  })
  await expect(composer(page)).toBeEmpty()
})

test('[SECURITY 23] blocks a foreign script and reports it', async ({ page, complaints }) => {
  complaints.announce(/Content Security Policy/, /^violates the policy: script-src/)
  await page.goto('/')
  await expect(composer(page)).toBeVisible()
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.head.append(script)
  })
  await expect.poll(() => complaints.heard.filter((words) => words.startsWith('violates the policy: '))).toHaveLength(1)
  await expect(page).not.toHaveTitle('taken over')
})
