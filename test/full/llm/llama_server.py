"""A real llama.cpp server: llama_server.py MODEL KEY. Prints its address, and ends with its standard input."""

import sys

import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.model_alias = ["smollm2-135m"]
params.api_keys = [sys.argv[2]]
params.port = 0
params.n_ctx = 4096
params.n_parallel = 1
params.n_predict = 2000
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
params.endpoint_slots = True
params.verbosity = 0
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
