// Resolves the entry file of a worker thread: beside the bundle in production, behind a TypeScript loader in
// development.

/**
 * The entry of the worker `name` that lies beside the module with this `import.meta.url`. In the source tree that is
 * `<name>.dev.mjs`, which loads `<name>.ts`; in a bundle it is `<name>.js`.
 */
export const workerEntry = (name: string, moduleUrl: string): URL =>
  new URL(moduleUrl.endsWith('.ts') ? `./${name}.dev.mjs` : `./${name}.js`, moduleUrl)
