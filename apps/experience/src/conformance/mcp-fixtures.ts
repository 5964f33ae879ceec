// What the MCP suite expects a server to offer: its tools, prompts and resources, under the names that it gives them. Served
// behind the product's own transport, by the server of `npm run conformance` alone.
import {
  type CallToolResult,
  completable,
  type GetPromptResult,
  inputRequired,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { McpPart } from '../edge/transports/mcp/mcp-request.ts'
import type { McpFixtures } from '../edge/transports/mcp/mcp-server.ts'
import { inputFixtures, requestState } from './mcp-input-fixtures.ts'

/** One red pixel, and a header of a sound without samples. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA='

const text = (said: string) => ({ type: 'text' as const, text: said })
const image = { type: 'image' as const, data: PNG, mimeType: 'image/png' }
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 50))

const CONTENTS: Record<string, CallToolResult['content']> = {
  test_simple_text: [text('This is a simple text response for testing.')],
  test_image_content: [image],
  test_audio_content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
  test_embedded_resource: [
    {
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    },
  ],
  test_multiple_content_types: [
    text('Multiple content types test:'),
    image,
    {
      type: 'resource',
      resource: {
        uri: 'test://mixed-content-resource',
        mimeType: 'application/json',
        text: JSON.stringify({ test: 'data', value: 123 }),
      },
    },
  ],
}

const toolFixtures: McpPart = (server) => {
  for (const [name, content] of Object.entries(CONTENTS)) {
    server.registerTool(name, { description: 'Of the suite.' }, () => ({ content }))
  }
  server.registerTool('test_error_handling', { description: 'Of the suite.' }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  for (const name of ['test_tool_with_logging', 'test_logging_tool']) {
    server.registerTool(name, { description: 'Of the suite.' }, async ({ mcpReq }) => {
      await mcpReq.log('info', 'Tool execution started')
      await pause()
      await mcpReq.log('info', 'Tool processing data')
      await pause()
      await mcpReq.log('info', 'Tool execution completed')
      return { content: [text('Logged.')] }
    })
  }
  server.registerTool('test_tool_with_progress', { description: 'Of the suite.' }, async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
      }
      if (progress < 100) await pause()
    }
    return { content: [text('Done.')] }
  })
  // The SDK refuses to ask a client for what the client has not declared.
  server.registerTool('test_missing_capability', { description: 'Of the suite.' }, () =>
    inputRequired({
      inputRequests: {
        sample: inputRequired.createMessage({
          messages: [{ role: 'user', content: text('What is the capital of France?') }],
          maxTokens: 100,
        }),
      },
    }),
  )
  server.registerTool('test_streaming_elicitation', { description: 'Of the suite.' }, () =>
    inputRequired({
      inputRequests: {
        confirm: inputRequired.elicit({ message: 'Go on?', requestedSchema: z.object({ ok: z.boolean() }) }),
      },
    }),
  )
}

const resourceFixtures: McpPart = (server) => {
  server.registerResource('static text', 'test://static-text', { mimeType: 'text/plain' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  }))
  server.registerResource('static binary', 'test://static-binary', { mimeType: 'image/png' }, ({ href }) => ({
    contents: [{ uri: href, mimeType: 'image/png', blob: PNG }],
  }))
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { mimeType: 'application/json' },
    ({ href }, { id }) => ({
      contents: [
        {
          uri: href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
        },
      ],
    }),
  )
}

const says = (...content: GetPromptResult['messages'][number]['content'][]): GetPromptResult => ({
  messages: content.map((one) => ({ role: 'user', content: one })),
})

const promptFixtures: McpPart = (server) => {
  server.registerPrompt('test_simple_prompt', { description: 'Of the suite.' }, () =>
    says(text('This is a simple prompt for testing.')),
  )
  const suggested = completable(z.string(), (begun) =>
    ['paris', 'park', 'party'].filter((one) => one.startsWith(begun)),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'Of the suite.', argsSchema: z.object({ arg1: suggested, arg2: z.string() }) },
    ({ arg1, arg2 }) => says(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Of the suite.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri: uri }) =>
      says(
        {
          type: 'resource',
          resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        },
        text('Please process the embedded resource above.'),
      ),
  )
  server.registerPrompt('test_prompt_with_image', { description: 'Of the suite.' }, () =>
    says(image, text('Please analyze the image above.')),
  )
}

const capabilities: McpPart = (server) => server.server.registerCapabilities({ logging: {} })

export const MCP_FIXTURES: McpFixtures = {
  parts: [capabilities, toolFixtures, resourceFixtures, promptFixtures, inputFixtures],
  requestState,
}
