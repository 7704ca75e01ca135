#!/usr/bin/env bash
# Trains nano and writes ../nano.gguf and ../nano.mmproj.gguf. Debian, about 6 hours on 2 idle cores.
# Run it again after an interruption: it continues. usage: retrain.sh [MINUTES_OF_TRAINING] [continue]
# "continue" begins with the weights of the present files instead of nothing.
set -euo pipefail
cd "$(dirname "$0")"
total=${1:-360}
begin=${2:-}
cache="${XDG_CACHE_HOME:-$HOME/.cache}/gloss/nano"
python=/usr/bin/python3
packages=(python3-torch python3-numpy python3-scipy python3-pil libespeak-ng1 espeak-ng-data fonts-dejavu fonts-noto-core fonts-liberation chromium git)
mkdir -p "$cache"

missing=()
for p in "${packages[@]}"; do dpkg -s "$p" >/dev/null 2>&1 || missing+=("$p"); done
if ((${#missing[@]})); then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update && $sudo apt-get install -y --no-install-recommends "${missing[@]}"
fi

(cd ../.. && node -e 'import("./scripts/setup.mjs").then(({ ensurePackages }) => ensurePackages())')
# The Python package gguf lies in llama.cpp's source, which node-llama-cpp brings along as a git bundle.
if ! $python -c "import gguf" 2>/dev/null; then
  [ -d "$cache/llama.cpp" ] || git clone -q ../../node_modules/node-llama-cpp/llama/gitRelease.bundle "$cache/llama.cpp"
  export PYTHONPATH="$cache/llama.cpp/gguf-py"
fi

export OMP_NUM_THREADS=1 # one process a core: see train.py
# The product's prompts and voice commands, written from its source; a run that goes on keeps those that it began with.
[ -f "$cache/state.pt" ] || (cd ../.. && npm run --silent nano:prompts -- nano/train/prompts.jsonl)
[ -f tokenizer.json ] || $python tokenizer.py
[ -f "$cache/speech_train.json" ] || $python make_audio.py "$cache/speech_train" 11 24000 0.55
[ -f "$cache/screens/index.json" ] || $python browser_screens.py "$cache/screens" 4000 21
[ -f "$cache/real_code.jsonl" ] || (cd ../.. && find node_modules -maxdepth 3 -name package.json -printf '%h\n' | sort | xargs node nano/train/real_code.mjs) >"$cache/real_code.jsonl"
[ -f "$cache/speech_test.json" ] || $python make_audio.py "$cache/speech_test" 2 600 0 heldout
[ -f "$cache/speech_heldout.json" ] || $python make_audio.py "$cache/speech_heldout" 13 600 0.7 heldout
[ -f "$cache/own_code.jsonl" ] || (cd ../.. && node nano/train/real_code.mjs src webview) >"$cache/own_code.jsonl"
[ -f "$cache/heldout/set.json" ] || $python make_heldout.py "$cache/speech_heldout" "$cache/heldout" 60 "$cache/own_code.jsonl"

train() { nice -n 19 $python train.py "$cache/state.pt" "$@" --audio "$cache/speech_train" --screens "$cache/screens" --real "$cache/real_code.jsonl" --seed 1 | tee -a "$cache/losses.log"; }
# From nothing: first where letters and sounds are, in short prompts. Then everything, as the product asks it.
if [ "$begin" = continue ]; then
  [ -f "$cache/state.pt" ] || train 1 --warm .. --lr 0.008
else
  train $((total / 3)) --system 0.4 --mix code=2,follow=0.3,image=3,wall=2,strip=4,audio=7,text=0.2
fi
train "$total" ${begin:+--lr 0.008} --decay $((total / 2)) --system 0.9
$python export.py "$cache/state.pt" ..
echo "Next: npm run eval, and with llama-server serving the files parity.py, evaluate.py, make_samples.py and make_card.py (see ../README.md)."
