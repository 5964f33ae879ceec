// Sets the chosen theme before the first paint. It blocks on purpose and is its own file because the policy of the page
// allows no inline script. Without a choice nothing is set and the system's preference holds.
;(() => {
  try {
    const chosen = localStorage.getItem('biplane.theme')
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
  } catch {
    // Storage is closed to this page: the system's preference holds.
  }
})()
