// The smallest process that the harness can start from TypeScript; used by its own test only.
import { type AddressInfo, createServer } from 'node:net'
import process from 'node:process'

const greeting: string = process.env.GREETING ?? ''
const server = createServer((socket) => {
  socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${greeting.length}\r\nConnection: close\r\n\r\n${greeting}`)
})
server.listen(0, '127.0.0.1', () => {
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  console.log(JSON.stringify({ msg: 'listening', port }))
})
