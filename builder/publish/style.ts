/**
 * The style sheet of the page for the machines, for narrow and wide windows, light and dark.
 */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --ground: #fff; --panel: #f3f5f7; --line: #d5dae0; --mark: #7a4300; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ed; --quiet: #a3acb7; --ground: #14171b; --panel: #1f242a; --line: #38404a; --mark: #f0b37a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 52rem; color: var(--text); background: var(--ground); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0; }
p { margin: .5rem 0; }
ul { margin: .25rem 0 .5rem; padding-left: 1.25rem; }
pre { margin: .75rem 0; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; }
code { font: .9em/1.5 ui-monospace, monospace; }
pre code::before { content: "$ "; color: var(--quiet); user-select: none; -webkit-user-select: none; }
pre code { display: block; padding-left: 1.2rem; text-indent: -1.2rem; }
time, .quiet { color: var(--quiet); font-weight: normal; }
.phase { color: var(--mark); font-weight: normal; }
details { margin: .75rem 0; }
summary { cursor: pointer; }
`;
