// Fallback for a viewer that cannot be loaded or fails; the rest of the page stays.
import { Component, type ReactNode } from 'react'

export class OrElse extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}
