# The test layers, each in a process of its own, cheapest first.

all_layers='check unit contract layers proxy cli security web shell pack docker'

run_tests() {
  layers=${*:-$all_layers}
  for layer in $layers; do
    case " $all_layers " in
    *" $layer "*) ;;
    *) die "no layer $layer; there are: $all_layers" ;;
    esac
  done

  install_system_packages
  find_node
  install_packages
  case " $layers " in *' web '* | *' shell '*) install_browser ;; esac
  # No layer skips silently: without an engine the run ends here.
  case " $layers " in
  *' cli '* | *' security '* | *' web '* | *' shell '* | *' pack '* | *' docker '*)
    build
    ensure_engine
    ensure_images
    ;;
  esac

  results=out/test-results
  rm -rf "$results"
  mkdir -p "$results"
  failed=
  for layer in $layers; do
    say "== $layer"
    if ! run_layer "$layer"; then failed="$failed $layer"; fi
  done
  # Prints one line a layer, and "N passed, N failed" last; fails when a layer left no result or a test failed.
  # shellcheck disable=SC2086
  node scripts/testSummary.ts "$results" $layers || failed="${failed:- results}"
  [ -z "$failed" ] || exit 1
}

run_layer() {
  if [ "$1" = check ]; then
    run_checks
  else
    node_modules/.bin/vitest run -c tests/vitest.config.ts --project "$1" --passWithNoTests=false \
      --reporter=default --reporter=json --outputFile.json="$results/$1.json" </dev/null
  fi
}

# Each check counts as one test. All of them run, so that one finding does not hide another.
run_checks() {
  check_status=0
  for check in typecheck lint arch deadcode; do
    if npm run --silent "$check" </dev/null; then
      echo "passed $check" >>"$results/check.txt"
    else
      echo "failed $check" >>"$results/check.txt"
      check_status=1
    fi
  done
  return "$check_status"
}
