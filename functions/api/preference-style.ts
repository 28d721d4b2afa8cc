/** Readable at 4.5:1 and better in both schemes; buttons and rows are at least 44 px high. */
export const pageStyle = `
:root { --ink: #1f2933; --muted: #52606d; --ground: #fff; --line: #cbd2d9; --accent: #1d4ed8; --on: #fff; --good: #e3f9e5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --muted: #9aa5b1; --ground: #161b22; --line: #3e4c59; --accent: #93b4ff; --on: #0b1020; --good: #123524; }
}
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: var(--ground); color: var(--ink); }
main { max-width: 34rem; margin: 0 auto; padding: 8vh 1.25rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; }
section { border-top: 1px solid var(--line); padding: 1.25rem 0; }
fieldset { border: 0; margin: 0 0 .75rem; padding: 0; }
legend { padding: 0; color: var(--muted); }
.choice { display: grid; grid-template-columns: 2rem 1fr; align-items: start; }
.choice input { width: 1.25rem; height: 1.25rem; margin: .8rem 0 0; accent-color: var(--accent); }
.choice label { padding: .65rem 0; cursor: pointer; }
.choice small { grid-column: 2; margin: -.5rem 0 .5rem; color: var(--muted); }
button { font: inherit; min-height: 44px; padding: .5rem 1.25rem; border-radius: .4rem; border: 1px solid var(--accent); cursor: pointer; }
.main { background: var(--accent); color: var(--on); }
.plain { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.notice { background: var(--good); padding: .75rem 1rem; border-radius: .4rem; }
`;
