/**
 * The options of Node and of V8, without `--` and `no-`, behind the major versions of Node that know them.
 * renew-option-names.mjs writes this file.
 */
export const OPTION_NAMES = `
18: compact-maps enable-mega-dom-ic enable-system-instrumentation experimental-async-stack-tagging-api
experimental-web-snapshots fast-promotion-new-space global-gc-scheduling harmony-array-find-last
harmony-class-static-blocks harmony-error-cause harmony-object-has-own harmony-private-brand-checks
harmony-relative-indexing-methods prepare-always-opt use-full-record-write-builtin use-map-space
18 20: bytecode-size-allowance-per-tick crash-on-aborted-evacuation experimental-network-imports experimental-policy
harmony-atomics harmony-intl-number-format-v3 harmony-rab-gsab harmony-sharedarraybuffer isolate-script-cache-ageing
max-bytecode-size-for-early-opt policy-integrity ticks-before-optimization write-code-using-rwx
write-protect-code-memory
18 20 22: disable-old-api-accessors embedder-instance-types experimental-default-type expose-wasm
harmony-array-grouping harmony-import-assertions harmony-weak-refs-with-cleanup-some huge-max-old-generation-size
trace-atomics-wait use-idle-notification
18 20 22 24: compact-code-space-with-stack force-marking-deque-overflows polymorphic-inlining separate-gc-phases
testing-d8-test-runner
18 20 22 24 26: abort-on-contradictory-flags abort-on-uncaught-exception addons adjust-os-scheduling-parameters
allocation-buffer-parking allocation-site-pretenuring allow-natives-for-differential-fuzzing allow-natives-syntax
allow-overwriting-for-next-flag allow-unsafe-function-constructor analyze-environment-liveness arm-arch
asm-wasm-lazy-compilation async-stack-traces build-snapshot builtin-subclassing builtins-in-stack-traces
cache-prototype-transitions check clear-exceptions-on-js-entry clear-free-memory compact compact-code-space
compact-on-every-full-gc compact-with-stack compilation-cache completion-bash conditions
correctness-fuzzer-suppressions cpu-prof cpu-prof-dir cpu-prof-interval cpu-prof-name cpu-profiler-sampling-interval
csa-trap-on-node debug debug-arraybuffer-allocations debug-brk debug-port default-to-experimental-regexp-engine
deopt-every-n-times deprecation detailed-error-stack-trace detailed-line-info detect-ineffective-gcs-near-heap-limit
diagnostic-dir disable-abortjs disable-proto disallow-code-generation-from-strings dns-result-order embedded-src
embedded-variant enable-32dregs enable-armv7 enable-armv8 enable-avx enable-avx2 enable-bmi1 enable-bmi2
enable-etw-stack-walking enable-experimental-regexp-engine enable-experimental-regexp-engine-on-excessive-backtracks
enable-fips enable-fma3 enable-lazy-source-positions enable-lzcnt enable-neon enable-network-family-autoselection
enable-popcnt enable-regexp-unaligned-accesses enable-sahf enable-sharedarraybuffer-per-context
enable-source-at-csa-bind enable-source-maps enable-sse3 enable-sse4-1 enable-sse4-2 enable-ssse3 enable-sudiv
enable-vfp3 ephemeron-fixpoint-iterations es-module-specifier-resolution eval experimental-abortcontroller
experimental-fetch experimental-flush-embedded-blob-icache experimental-global-customevent
experimental-global-webcrypto experimental-import-meta-resolve experimental-json-modules experimental-loader
experimental-modules experimental-repl-await experimental-report experimental-shadow-realm
experimental-specifier-resolution experimental-stack-trace-frames experimental-test-coverage
experimental-top-level-await experimental-vm-modules experimental-wasi-unstable-preview1 experimental-wasm-modules
experimental-worker expose-async-hooks expose-cputracemark-as expose-externalize-string expose-gc expose-gc-as
expose-ignition-statistics expose-inspector-scripts expose-internals expose-statistics expose-trigger-failure
extra-info-on-fatal-exception feedback-normalization flag flush-baseline-code flush-bytecode force-async-hooks-checks
force-context-aware force-fips force-long-branches force-node-api-uncaught-exceptions-policy force-slow-path
frozen-intrinsics future fuzzer-gc-analysis fuzzer-random-seed fuzzing global-search-paths hard-abort harmony
harmony-import-attributes harmony-intl-best-fit-matcher harmony-shadow-realm harmony-shipping harmony-struct
harmony-temporal hash-seed heap-prof heap-prof-dir heap-prof-interval heap-prof-name
heap-profiler-show-hidden-objects heap-profiler-trace-objects heap-profiler-use-embedder-graph
heap-snapshot-string-limit heapsnapshot-near-heap-limit heapsnapshot-signal help histogram-interval http-parser
icu-data-dir icu-timezone-data import initial-heap-size initial-old-space-size inline-new input-type
insecure-http-parser inspect inspect-brk inspect-brk-node inspect-port inspect-publish-uid interactive
interpreted-frames-native-stack jitless lazy lazy-compile-dispatcher lazy-compile-dispatcher-max-threads lazy-eval
lazy-feedback-allocation lazy-new-space-shrinking lazy-streaming lite-mode loader logfile logfile-per-isolate
manual-evacuation-candidates-selection map-counters max-heap-size max-http-header-size max-lazy max-old-space-size
max-semi-space-size max-serializer-nesting max-stack-trace-source-length max-valid-polymorphic-map-count mcpu
memory-reducer memory-reducer-for-small-heaps min-inlining-frequency min-semi-space-size move-object-start
multi-mapped-mock-allocator napi-modules native-code-counters no-flag node-memory-debug node-snapshot openssl-config
openssl-legacy-provider openssl-shared-config opt parse-only partial-constant-pool pending-deprecation
perf-basic-prof perf-basic-prof-only-functions perf-prof perf-prof-unwinding-info preserve-symlinks
preserve-symlinks-main print prof prof-process randomize-all-allocations rcs rcs-cpu-time reclaim-unmodified-wrappers
redirect-code-traces redirect-code-traces-to redirect-warnings rehash-snapshot report-compact report-dir
report-directory report-filename report-on-fatalerror report-on-signal report-signal report-uncaught-exception
require reserve-inline-budget-scale-factor retain-maps-for-n-gc runtime-call-stats
sampling-heap-profiler-suppress-randomness secure-heap secure-heap-min security-revert security-reverts
semi-space-growth-factor serialization-statistics shared-string-table short-builtin-calls snapshot-blob stack-size
stack-trace-limit stack-trace-on-illegal startup-blob startup-src suppress-asm-messages switch-table-min-cases
switch-table-spread-threshold target-arch target-is-simulator target-os test test-concurrency test-name-pattern
test-only test-reporter test-reporter-destination test-shard test-udp-no-try-send testing-bool-flag
testing-float-flag testing-int-flag testing-maybe-bool-flag testing-prng-seed testing-string-flag text-is-readable
throw-deprecation title tls-cipher-list tls-keylog tls-max-v1.2 tls-max-v1.3 tls-min-v1.0 tls-min-v1.1 tls-min-v1.2
tls-min-v1.3 trace-deprecation trace-event-categories trace-event-file-pattern trace-events-enabled trace-exit
trace-sigint trace-sync-io trace-tls trace-uncaught trace-warnings track-heap-objects unbox-double-arrays
unhandled-rejections use-bundled-ca use-external-strings use-ic use-largepages use-marking-progress-bar
use-openssl-ca use-osr use-strict v8-options v8-os-page-size v8-pool-size validate-asm verify-base-objects version
warnings watch watch-path watch-preserve-output win64-unwinding-info zero-fill-buffers zone-stats-tolerance
20: enable-wasm-arm64-generic-wrapper experimental-value-unavailable fast-forward-schedule global-ic-updated-flag
harmony-change-array-by-copy harmony-rab-gsab-transfer harmony-symbol-as-weakmap-key memory-reducer-single-gc
reset-interrupt-on-ic-update reset-ticks-on-ic-update static-roots-src
20 22: deopt-to-baseline enable-sealed-frozen-elements-kind enable-third-party-heap experimental-permission
harmony-array-from-async harmony-intl-duration-format harmony-iterator-helpers harmony-json-parse-with-source
harmony-regexp-unicode-sets
20 22 24: prepare-always-turbofan
20 22 24 26: abort-on-bad-builtin-profile-data abort-on-far-code-range allocation-site-tracking allow-addons
allow-child-process allow-fs-read allow-fs-write allow-wasi allow-worker better-code-range-allocation
build-snapshot-config bytecode-old-age check-handle-count code-comments code-stats conservative-stack-scanning
dict-property-const-tracking disable-warning disable-wasm-trap-handler disable-write-barriers
enable-allocation-folding enable-slow-asserts enable-testing-opcode-in-wasm enable-unconditional-write-barriers
env-file env-file-if-exists exit-on-contradictory-flags experimental experimental-detect-module
experimental-eventsource experimental-network-inspection experimental-print-required-tla experimental-require-module
experimental-sea-config experimental-test-module-mocks experimental-websocket fast-map-update
fixed-array-bounds-checks force-emit-interrupt-budget-checks freeze-flags-after-init initial-shared-heap-size
inspect-wait internalize-on-the-fly max-opt max-shared-heap-size mega-dom-ic
merge-background-deserialized-script-with-compilation-cache minimum-invocations-after-ic-update
network-family-autoselection network-family-autoselection-attempt-timeout omit-default-ctors report-exclude-network
shortcut-strings-with-stack strict-termination-checks string-slices test-force-exit test-timeout trace-promises
trace-require-module transition-strings-during-gc-with-stack trap-on-abort turbofan warn-about-builtin-profile-data
22: compile-hints-magic direct-local experimental-async-context-frame harmony-intl-locale-info-func
harmony-set-methods soft-abort
22 24: allow-allocation-in-fast-api-call const-tracking-let efficiency-mode-delay-turbofan
efficiency-mode-for-tiering-heuristics experimental-transform-types harmony-remove-intl-locale-info-getters
js-float16array scavenger-max-new-space-capacity-mb
22 24 26: battery-saver-mode bytecode-old-time direct-handle disable-optimizing-compilers disable-sigusr1
efficiency-mode efficiency-mode-disable-turbofan enable-enumerated-keyed-access-bytecode entry-url
experimental-addon-modules experimental-config-file experimental-default-config-file experimental-global-navigator
experimental-inspector-network-resource experimental-sqlite experimental-strip-types experimental-test-isolation
experimental-test-snapshots experimental-webstorage experimental-worker-inspection fast-properties-soft-limit
flush-code-based-on-tab-visibility flush-code-based-on-time heap-snapshot-on-gc heap-snapshot-on-oom hole-fuzzing
intel-jcc-erratum-mitigation jit-fuzzing js-explicit-resource-management js-regexp-duplicate-named-groups
js-regexp-modifiers js-shipping js-staging local-off-stack-check localstorage-file max-fast-properties
max-old-space-size-percentage memory-balancer memory-balancer-c-value memory-protection-keys memory-reducer-gc-count
minimum-invocations-before-optimization osr-from-maglev osr-from-maglev-interrupt-scale-factor osr-to-tierup
perfetto-code-logger permission reorder-builtins report-exclude-env run sandbox-fuzzing test-coverage-branches
test-coverage-exclude test-coverage-functions test-coverage-include test-coverage-lines test-skip-pattern
test-update-snapshots trace-env trace-env-js-stack trace-env-native-stack use-env-proxy use-system-ca
watch-kill-signal
24: decommit-pooled-pages memory-reducer-favors-memory memory-reducer-respects-frozen-state
move-prototype-transitions-first update-allocation-limits-after-loading
24 26: additive-safe-int-feedback allow-inspector allow-openssl-store async-context-frame black-allocated-pages
cet-compatible clone-object-sidestep-transitions empty-context-extension-dep enable-avx-vnni enable-avx-vnni-int8
enable-etw-by-custom-filter-only enable-f16c etw-trace-debug experimental-embedder-instance-types
experimental-import-text experimental-package-map experimental-quic experimental-regexp-engine-capture-group-opt
experimental-regexp-engine-capture-group-opt-max-memory-usage experimental-report-exceptions-from-callbacks
experimental-storage-inspection experimental-stream-iter experimental-test-tag-filter expose-memory-corruption-api
extensible-ro-snapshot external-memory-accounted-in-global-limit fast-api-allow-float-in-sim flush-liftoff-code
fuzzing-and-concurrent-recompilation idle-gc-on-context-disposal js-atomics-pause js-base-64 js-decorators
js-error-iserror js-promise-try js-regexp-escape js-source-phase-imports json-stringify-fast-path memory-saver-mode
permission-audit precise-object-pinning reopt-after-lazy-deopts require-module sandbox-testing
scavenger-conservative-object-pinning scavenger-precise-object-pinning scavenger-promote-quarantined-pages
shared-heap sticky-mark-bits strip-types test-global-setup test-isolation test-random-seed test-randomize
test-rerun-failures typed-array-length-loading use-original-message-for-stack-trace use-std-math-pow
zero-unused-memory
26: allow-ffi allow-fs-vfs allow-net bench bench-isolation bench-name-pattern bench-reporter
bench-reporter-destination bench-samples bench-warmup build-sea builtins-effects-src
bytecode-compiler-ablation-amount cache-property-key-string-adds compaction-max-evacuated-bytes-mb
compaction-max-evacuated-bytes-mb-for-optimize-memory compaction-max-evacuated-bytes-mb-for-reduce-memory
compaction-target-fragmentation-percent-for-optimize-memory compaction-target-fragmentation-percent-for-reduce-memory
config-file deduplicate-heap-number-requests disallow-unsafe-flags double-string-cache-size
efficiency-mode-delay-turbofan-multiply enable-allocation-failures-optimize-memory
enable-allocation-failures-optimize-memory-ignoring-priority enable-bytecode-compiler-ablation
enable-fips-indicator-events enable-parser-ablation enable-preparser-ablation experimental-bench experimental-dtls
experimental-ffi experimental-fuzzing experimental-vfs experimental-web-worker external-memory-max-growing-factor
external-memory-max-reasonable-size fixed-margin-for-input-handling for-of-optimization force-memory-protection-keys
function-context-cells function-context-cells-max-size handle-weak-ref-weakly-in-minor-gc heap-snapshot-path
high-end-android high-end-android-physical-memory-threshold icu-british-remove-full-weekday-comma
icu-datetime-compat-lang icu-default-italian-number-grouping-always ineffective-gc-includes-global
ineffective-gc-mutator-utilization-threshold ineffective-gc-size-threshold ineffective-gcs-forces-last-resort
inline-date-accessors inspector-live-edit is-standalone-d8-shell js-defer-import-eval js-esm-ns-reexport
js-immutable-arraybuffer js-intl-locale-variants js-iterator-sequencing js-nonextensible-applies-to-private
js-sum-precise js-upsert large-page-pool late-heap-limit-check managed-zone-memory
managed-zone-memory-for-isolate-independent-memory max-large-page-pool-size max-turbolev-eager-inlined-bytecode-size
max-turbolev-inline-depth memory-pool memory-pool-release-before-memory-pressure-gcs
memory-pool-release-on-malloc-failures memory-pool-share-memory-on-teardown memory-pool-timeout
memory-reducer-delay-ms new-old-generation-heap-size parser-ablation-amount preconfigured-old-space-size
preparser-ablation-amount process-timeout proto-assign-seq-lazy-func-opt proto-assign-seq-opt
proto-assign-seq-opt-count report-on-process-timeout resize-large-object safepoint-bump-qos-class
scavenger-chaos-mode scavenger-chaos-mode-threshold scavenger-updates-allocation-limit shared-strings
simulator-debugger smi-string-cache-size specialize-code-for-one-byte-seq-strings test-coverage-include-all
trim-descriptor-arrays-in-gc trim-descriptor-arrays-in-gc-with-stack turbofan-inline-date-accessors unmap-holes
vfs-load webstorage worker-snapshot
`;

/** The names of V8's options for its own developers begin with these words. They are not listed. */
export const UNLISTED =
  'always assert baseline block concurrent cppgc cppheap debug dump experimental-wasm fuzz gc gdbjit heap-growing ' +
  'ignition incremental interrupt invocation liftoff ll log maglev max-inlined max-maglev max-optimized max-turbo ' +
  'max-wasm min-inlin min-maglev minor mock optimize page parallel perf predictable print prof profile random ' +
  'regexp reuse scavenge script sim single slow sparkplug stress super test trace track turbo turbolev turboshaft ' +
  'verify vtune wasm';
