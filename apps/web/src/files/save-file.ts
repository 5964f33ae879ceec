// Saves a file to the person's disk.

export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken its own hold of the content by the time of the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
