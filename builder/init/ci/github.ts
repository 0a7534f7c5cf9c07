/**
 * The workflow for GitHub Actions.
 */
import path from 'node:path';
import {
  CHECK,
  CHECK_TOOLS,
  imageOf,
  installCommands,
  installWithoutScripts,
  PUBLISH_TOOLS,
  publishCommands,
  RESULTS,
} from './commands.ts';
import type { CiFacts } from './facts.ts';
import { indented, scalar } from './yaml.ts';

/** A tag of an action is the version that was reviewed. */
const [CHECKOUT, UPLOAD, DOWNLOAD] = [
  'actions/checkout@v6.0.2',
  'actions/upload-artifact@v7.0.1',
  'actions/download-artifact@v8.0.1',
];

const COLUMN = '      ';

function step(name: string, commands: readonly string[], env: Record<string, string> = {}): string {
  const variables = Object.entries(env).map(([key, value]) => `\n${COLUMN}    ${key}: ${value}`);
  const environment = variables.length > 0 ? `${COLUMN}  env:${variables.join('')}\n` : '';
  return `${COLUMN}- name: ${name}\n${environment}${COLUMN}  run: ${scalar(commands.join('\n'), `${COLUMN}  `)}\n`;
}

/** The container's user is not the owner of the checkout, and git refuses such a folder (git-config(1), safe.directory). */
const TRUST = step('Trust the checkout', ['git config --global --add safe.directory "$GITHUB_WORKSPACE"']);

const IMPORT_KEY = [`printf '%s\\n' "$SIGNING_KEY" | gpg --batch --import`];

/** The branch gh-pages holds the repository, with all versions. The first call begins it with an empty commit. */
const OPEN_BRANCH = [
  'repository="$RUNNER_TEMP/repository"',
  "git config user.name 'github-actions[bot]'",
  "git config user.email '41898282+github-actions[bot]@users.noreply.github.com'",
  'if git ls-remote --exit-code --heads origin gh-pages >/dev/null; then',
  '  git fetch --depth=1 origin gh-pages',
  '  start=$(git rev-parse FETCH_HEAD)',
  'else',
  `  start=$(git commit-tree -m 'An empty repository' "$(git hash-object -w -t tree /dev/null)")`,
  'fi',
  'git worktree add --detach "$repository" "$start"',
];

const PUSH_BRANCH = [
  'touch "$repository/.nojekyll"',
  'git -C "$repository" add --all',
  'git -C "$repository" commit --allow-empty --quiet -m "Publish $GITHUB_REF_NAME"',
  'git -C "$repository" push origin HEAD:refs/heads/gh-pages',
];

/** The text of .github/workflows/build-deb.yml. */
export function githubWorkflow(facts: CiFacts): string {
  const folder = facts.member === '' ? '' : `\n    working-directory: ${scalar(facts.member, '')}`;
  return `# The package for Debian, by build-deb. This file is yours: "build-deb init --ci github" leaves it as it is.
name: Debian package

on:
  push:
    branches: ['**']
    tags: ['v*']

permissions:
  contents: read

defaults:
  run:
    shell: bash${folder}

jobs:
${packageJob(facts)}
${publishJob(facts)}`;
}

function below({ member }: CiFacts, place: string): string {
  return path.posix.join(member, place);
}

function packageJob(facts: CiFacts): string {
  const { hasBuild, manager } = facts;
  const results = RESULTS.map((place) => below(facts, place)).join('\n');
  const steps = [
    TRUST,
    step("Install Debian's tools", CHECK_TOOLS),
    step('Install the npm packages', installCommands(facts)),
    ...(hasBuild ? [step('Build the project', [manager.build])] : []),
    step('Build and check the package', [CHECK]),
  ];
  return `  package:
    runs-on: ubuntu-24.04
    # Debian 12: what is compiled there runs on later releases too.
    container: ${imageOf(facts)}
    timeout-minutes: 30
    steps:
      - uses: ${CHECKOUT}
        with:
          # Times and the changelog of the package come from commits and tags.
          fetch-depth: 0
          persist-credentials: false
${steps.join('')}      - uses: ${UPLOAD}
        with:
          name: package
          if-no-files-found: error
          path: |
${indented(results, '            ')}
`;
}

function publishJob(facts: CiFacts): string {
  const publish = [...OPEN_BRANCH, ...publishCommands(IMPORT_KEY), ...PUSH_BRANCH];
  const before = [
    TRUST,
    step("Install Debian's tools", PUBLISH_TOOLS),
    step('Install build-deb; no script of a package runs beside the key', installWithoutScripts(facts)),
  ];
  const secret = { SIGNING_KEY: '${{ secrets.SIGNING_KEY }}' };
  return `  publish:
    needs: package
    if: startsWith(github.ref, 'refs/tags/v')
    runs-on: ubuntu-24.04
    container: ${imageOf(facts)}
    timeout-minutes: 30
    # One state of the repository follows the other.
    concurrency: publish
    permissions:
      contents: write
    env:
      # The address of GitHub Pages; with a domain of yours, write it here.
      REPOSITORY_URL: https://\${{ github.repository_owner }}.github.io/\${{ github.event.repository.name }}/
    steps:
      - uses: ${CHECKOUT}
${before.join('')}      - uses: ${DOWNLOAD}
        with:
          name: package
          path: ${below(facts, 'dist')}
${step('Sign, publish and push to the branch gh-pages', publish, secret)}`;
}
