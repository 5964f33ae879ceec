// Whether this page is seen: a hidden tab holds no stream. Opens nothing itself. [D9.5]

export interface PageSight {
  seen(): boolean
  /** Whether the page is seen has changed. */
  subscribe(listener: () => void): () => void
}

export const pageSight = (page: Document): PageSight => ({
  seen: () => page.visibilityState !== 'hidden',
  subscribe(listener) {
    page.addEventListener('visibilitychange', listener)
    return () => page.removeEventListener('visibilitychange', listener)
  },
})
