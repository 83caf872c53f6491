### Prompts, records and the names that they make.

input-decoded = not UTF-8, read as { $encoding }; if characters look wrong, save the file as UTF-8

input-decoded-lossy = encoding not recognised, some characters were replaced; save the file as UTF-8

# ---- Prompts ----

input-no-prompts-file = the prompts file does not exist; check prompts_file in the config (relative paths are taken from the current folder)

input-prompts-file-hidden = the prompts file does not exist, but there is { $near }; remove the ending that its name has too many (Windows hides it: first tick "File name extensions" in Explorer's "View"), or change prompts_file in the config

input-prompts-not-array = the prompts file must be a JSON array of strings, for example ["prompt 1", "prompt 2"]; it is { $kind } now

input-no-prompts = the prompts file contains no prompts; write at least one

input-prompt-not-text = prompt { $number } must be a string; it is { $kind } now

input-prompt-empty = prompt { $number } is empty

input-no-such-prompt = --prompts asks for prompt { $number }, but there { $count ->
        [one] is only 1 prompt
       *[other] are only { $count } prompts
    } (counted from 1)

input-too-many-prompts = too many prompts; at most 65,535 are allowed
input-too-many-people = too many records in one folder: their names are longer than 4 GiB in all; spread them over several folders

# ---- Records ----

input-no-records-dir = the folder of patient records does not exist; check records_dir in the config (relative paths are taken from the current folder)

input-records-not-dir = records_dir must be a folder, but is a file

input-no-records = there are no .txt files in the folder of patient records

input-no-records-but-others = there are no .txt files in the folder of patient records, only { $count ->
        [one] 1 other file or folder
       *[other] { $count } other files or folders
    }: { $names }{ $more ->
        [true] {" "}and others
       *[false] {""}
    }; save the records as .txt (one file per patient, directly in this folder)

input-unread = { $count ->
        [one] 1 other file or folder was not read
       *[other] { $count } other files or folders were not read
    }: { $names }{ $more ->
        [true] {" "}and others
       *[false] {""}
    }; only .txt files directly in this folder are read

# Items of the list above.
input-folder = folder { $name }

input-folder-with-records = folder { $name } ({ $count ->
        [one] 1 .txt file
       *[other] { $count } .txt files
    } in it)

input-suffix-twice = the file name ends in .txt twice; read as patient { $name }; rename it

input-record-empty = the patient record is empty, so there is nothing to ask about; its conversations are not sent

input-record-changed = the patient record was changed during the run; run again

input-same-people = names the same patient, { $name }, as { $other }; rename one of them or move it away

# ---- Names that become names of files ----

input-name-not-utf8 = the file name is not UTF-8; rename the file

input-name-escapes = the name "{ $name }" would lead out of the output folder; choose another

input-name-character = the name "{ $name }" contains { $character }, which is not allowed in file names; choose another (a model can be written as {"{"}"name": "other name", "extra_body": {"{"}"model": "real name"{"}"}{"}"})

input-name-of-device = on Windows { $device } is a device, so no file can be called { $name }; choose another name for the model (it can be written as {"{"}"name": "other name", "extra_body": {"{"}"model": "real name"{"}"}{"}"})

input-name-too-long = the file name { $head }… has { $bytes } bytes, more than the { $most } allowed; shorten the name of the model or the patient

input-same-file = ({ $model }, { $people }) and ({ $other-model }, { $other-people }) would be written to the same file { $file }; rename one of them or remove the duplicate
