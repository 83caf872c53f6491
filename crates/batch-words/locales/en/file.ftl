### Files and folders, and what the system says about them.

# ---- Causes: what stands in brackets, or behind a file's name ----

file-not-found = does not exist

file-permission-denied = permission denied

file-disk-full = disk full

file-too-large = file size limit reached, see ulimit -f

file-quota-exceeded = disk quota used up

file-read-only = read-only file system

file-is-folder = is a folder

file-not-folder-on-way = part of the path is not a folder

file-exists = a file of that name exists

file-named = { $file }: { $cause }

# ---- What stands where a file or folder was expected ----

file-odd-fifo = is a named pipe (FIFO), not a regular file

file-odd-device = is a device, not a regular file

file-odd-socket = is a socket, not a regular file

file-odd-symlink = is a symbolic link; replace it with a real file or folder, so that no file elsewhere is changed

file-odd-hard-link = has several hard links; move it away or copy it first, so that no file elsewhere is changed

file-odd-dangling = is a symbolic link to a file that does not exist

file-odd-no-folder = is not a folder

# ---- What cannot be read or written ----

file-unreadable = cannot be read ({ $cause }); check the path and its permissions

file-output-dir = the output folder cannot be written to ({ $cause }); check output_dir and its permissions

file-log = the log file cannot be written to ({ $cause }); check log_file and its permissions

file-events = events cannot be written ({ $cause }); check the file after --events and its permissions

file-events-over-another = this file already holds something else, which events will not overwrite; give another file name after --events

file-events-unread = the program reading them did not keep up

file-events-and-json = --events - already uses standard output, with the summary as its last line; remove --json, or write the events to a file

file-place-taken = a result file belongs here, but something is in the way ({ $cause }); move or rename it, then run again

file-unmovable = cannot be moved aside ({ $cause }); check the permissions

file-init-not-written = cannot be written ({ $cause }); check the folder and its permissions
