// Computes the WCAG contrast of text against its background. Judges colours, not sizes.
import type { Page } from '@playwright/test'

/** What ordinary text needs. */
export const READABLE = 4.5

/** Every text in sight that stands out less than `least`, with its ratio. What is switched off need not stand out. */
export const faintTexts = (page: Page, least = READABLE): Promise<string[]> =>
  page.evaluate((wanted) => {
    const canvas = document.createElement('canvas')
    canvas.width = 1
    canvas.height = 1
    const paint = canvas.getContext('2d', { willReadFrequently: true })
    if (!paint) throw new Error('no canvas')

    /** The colour that is seen when these lie on each other, the lowest first. */
    const seen = (colours: string[]): number[] => {
      paint.clearRect(0, 0, 1, 1)
      for (const colour of colours) {
        paint.fillStyle = colour
        paint.fillRect(0, 0, 1, 1)
      }
      return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3)
    }
    const behind = (element: Element | null): string[] =>
      element === null ? ['white'] : [...behind(element.parentElement), getComputedStyle(element).backgroundColor]
    const light = (colour: number[]): number => {
      const [r = 0, g = 0, b = 0] = colour.map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const ratio = (text: Element): number => {
      const ground = behind(text)
      const [a, b] = [light(seen(ground)), light(seen([...ground, getComputedStyle(text).color]))]
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    }
    const hasWords = (element: Element): boolean =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '')
    return [...document.querySelectorAll('body *')]
      .filter((element) => element instanceof HTMLElement && hasWords(element) && element.closest(':disabled') === null)
      .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .map((element) => ({ words: element.textContent?.slice(0, 40), ratio: ratio(element) }))
      .filter((text) => text.ratio < wanted)
      .map((text) => `“${text.words}” ${text.ratio.toFixed(2)}`)
  }, least)
