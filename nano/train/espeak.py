"""Speech from espeak-ng's library, with the time of every phoneme and word (ctypes; no process per sentence)."""
import ctypes as C

import numpy as np
from scipy.signal import resample_poly

SYNCHRONOUS, PHONEME_EVENTS, UTF8, RATE, PITCH = 2, 1, 1, 1, 3
WORD, PHONEME = 1, 7


class Event(C.Structure):
    _fields_ = [("type", C.c_int), ("uid", C.c_uint), ("position", C.c_int), ("length", C.c_int), ("ms", C.c_int),
                ("sample", C.c_int), ("user", C.c_void_p), ("id", C.c_char * 8)]


CALLBACK = C.CFUNCTYPE(C.c_int, C.POINTER(C.c_short), C.c_int, C.POINTER(Event))


class Espeak:
    """One synthesiser per process."""

    def __init__(self):
        self.lib = C.CDLL("libespeak-ng.so.1")
        self.rate = self.lib.espeak_Initialize(SYNCHRONOUS, 0, None, PHONEME_EVENTS)
        assert self.rate == 22050, self.rate
        self.chunks, self.events = [], []
        self.callback = CALLBACK(self._take)
        self.lib.espeak_SetSynthCallback(self.callback)

    def _take(self, samples, n, events):
        if n > 0:
            self.chunks.append(np.ctypeslib.as_array(samples, (n,)).copy())
        i = 0
        while events[i].type:
            e = events[i]
            self.events.append((e.type, e.position, e.length, e.sample, e.id))
            i += 1
        return 0

    def speak(self, text, voice, speed, pitch):
        """int16 samples at 16 kHz; [(sample, phoneme)]; [(first sample, end sample, word)]."""
        self.chunks.clear()
        self.events.clear()
        assert self.lib.espeak_SetVoiceByName(voice.encode()) == 0, voice
        self.lib.espeak_SetParameter(RATE, speed, 0)
        self.lib.espeak_SetParameter(PITCH, pitch, 0)
        raw = text.encode()
        self.lib.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, UTF8, None, None)
        x = resample_poly(np.concatenate(self.chunks).astype(np.float32), 320, 441)
        loud = np.nonzero(np.abs(x) > 100)[0]
        lo, hi = (max(0, loud[0] - 320), loud[-1] + 800) if len(loud) else (0, len(x))
        at = lambda s: int(s * 320 / 441) - int(lo)
        phones = [(at(s), i.decode("latin-1")) for t, _, _, s, i in self.events if t == PHONEME and not i.startswith(b'"')]
        starts = [(at(s), text[p - 1:p - 1 + n]) for t, p, n, s, _ in self.events if t == WORD]
        words = []
        for k, (s, w) in enumerate(starts):
            limit = starts[k + 1][0] if k + 1 < len(starts) else len(x)
            quiet = [p for p, name in phones if s < p < limit and name.startswith("_")]
            words.append((s, int(min(quiet + [limit, hi - lo])), w))
        return np.clip(x[lo:hi], -32768, 32767).astype(np.int16), phones, words
