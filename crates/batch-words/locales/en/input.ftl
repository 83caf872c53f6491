### Prompts, records and the names that they make.

input-decoded = Not UTF-8; read as { $encoding }. If characters look wrong, save it as UTF-8

input-decoded-lossy = The encoding is not recognised and some characters were replaced; save it as UTF-8

# ---- Prompts ----

input-no-prompts-file = The prompts file does not exist; check prompts_file in the config (relative paths are taken from the current folder)

input-prompts-not-array = The prompts file should be a JSON array of strings, for example ["prompt 1", "prompt 2"], but is { $kind }

input-no-prompts = There is no prompt in the prompts file; write at least one

input-prompt-not-text = Prompt { $number } should be a string, but is { $kind }

input-prompt-empty = Prompt { $number } is empty

input-no-such-prompt = --prompts: there is no prompt { $number }; { $count ->
        [one] there is one prompt
       *[other] there are { $count } prompts
    } (counted from 1)

input-too-many-prompts = Too many prompts; at most 65535

# ---- Records ----

input-no-records-dir = The folder of patient records does not exist; check records_dir in the config (relative paths are taken from the current folder)

input-records-not-dir = records_dir should be a folder, but is a file

input-no-records = There is no .txt file in the folder of patient records

input-no-records-but-others = There is no .txt file in the folder of patient records, but { $count ->
        [one] one other file or folder
       *[other] { $count } other files or folders
    }: { $names }{ $more ->
        [true] {" "}and others
       *[false] {""}
    }; save the records as .txt (a file for each patient, directly in this folder)

input-unread = { $count ->
        [one] One other file or folder is not read
       *[other] { $count } other files or folders are not read
    }: { $names }{ $more ->
        [true] {" "}and others
       *[false] {""}
    }; only .txt files directly in this folder are read

# Items of the list above.
input-folder = folder { $name }

input-folder-with-records = folder { $name } ({ $count ->
        [one] one .txt file
       *[other] { $count } .txt files
    } in it)

input-suffix-twice = The file name ends with .txt twice and is read as patient { $name }; rename it

input-record-empty = The patient record is empty: there is nothing to ask about, and its conversations are not sent

input-record-changed = The patient record was changed during the run; run again

input-same-people = Gives the same patient, { $name }, as { $other }; rename one of them or move it away

# ---- Names that become names of files ----

input-name-not-utf8 = The file name is not UTF-8; rename the file

input-name-escapes = The name "{ $name }" would lead out of the output folder; choose another

input-name-character = The name "{ $name }" contains { $character }, which file names must not; choose another (a model can be written as {"{"}"name": "other name", "extra_body": {"{"}"model": "real name"{"}"}{"}"})

input-name-too-long = The file name { $head }… has { $bytes } bytes, more than { $most }; shorten the name of the model or of the patient

input-same-file = ({ $model }, { $people }) and ({ $other-model }, { $other-people }) would be written to the same file { $file }; rename one of them or remove what is there twice
