// An operator signs in and looks: what runs, who is connected, what was granted, and one answer step by step. On a product of
// its own, because it needs an issuer of tokens.
import { expect } from '@playwright/test'
import { Product } from '../src/product/product.test-support.ts'
import { openIssuer } from './issuer.ts'
import { composer, isWhole, lastAnswer, say } from './parts.ts'
import { test } from './story.ts'

test('[D1.8, G3] shows an operator timelines without any text', async ({ page }) => {
  const issuer = await openIssuer()
  const product = await Product.open({ env: issuer.env })
  try {
    await page.goto(product.url)
    await say(page, 'My private question: what can you do?')
    await isWhole(lastAnswer(page))

    await page.getByRole('button', { name: 'Session' }).click()
    await page.getByRole('menuitem', { name: 'Session' }).click()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Token').fill(issuer.token({ sub: 'olga', roles: ['operator'] }))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(composer(page)).toBeVisible()
    await page.goto(`${product.url}/inspector`)

    await expect(page.getByRole('tab', { name: 'Invocations' })).toBeVisible()
    await page.getByRole('button', { name: /^Timeline of / }).click()
    const steps = page.getByRole('region', { name: /^Invocation / })
    await expect(steps.getByRole('status')).toContainText('Event 1 of')
    await expect(
      steps.getByRole('row', { name: /agent\.routed guide\.global|agent\.routed 1 guide\.global/ }),
    ).toBeVisible()
    await steps.getByRole('button', { name: 'Later event' }).click()
    await expect(steps.getByRole('status')).toContainText('Event 2 of')
    await steps.getByRole('slider').press('End')
    await expect(steps.getByRole('button', { name: 'agent.completed' })).toHaveAttribute('aria-current', 'step')
    await expect(page.getByRole('main')).not.toContainText('private')
    await steps.getByRole('button', { name: 'All invocations' }).click()

    await page.getByRole('tab', { name: 'Connections' }).click()
    await expect(page.getByRole('cell', { name: /trpc/ }).first()).toBeVisible()
    await page.getByRole('tab', { name: 'Capabilities' }).click()
    await expect(page.getByRole('row', { name: /smart_city .*messaging/ })).toBeVisible()
    await page.getByRole('tab', { name: 'Audit' }).click()
    await expect(page.getByRole('cell', { name: 'platform.read' }).first()).toBeVisible()
    await expect(page.getByRole('main')).not.toContainText('private')
  } finally {
    await product[Symbol.asyncDispose]()
    await issuer.close()
  }
})
