// Finds the code of a refusal in the shape of any protocol: plain, OpenAI, A2A or MCP.
export function refusalCodeIn(body: unknown): string {
  const { code, error } = Object(body)
  const said = code ?? error?.data?.code ?? error?.data?.[0]?.reason ?? error?.code
  return String(said).toUpperCase()
}
