### Files and folders, and what the system says about them.

# ---- Causes: what stands in brackets, or behind a file's name ----

file-not-found = 不存在

file-permission-denied = 没有权限

file-disk-full = 磁盘已满

file-too-large = 文件大小达到系统上限，见 ulimit -f

file-quota-exceeded = 磁盘配额已用完

file-read-only = 文件系统只读

file-is-folder = 是一个目录

file-not-folder-on-way = 路径中有一部分不是目录

file-exists = 已存在同名文件

# $file (String)
# $cause (String)
file-named = { $file } { $cause }

# ---- What stands where a file or folder was expected ----

file-odd-fifo = 是命名管道（FIFO），不是普通文件

file-odd-device = 是设备，不是普通文件

file-odd-socket = 是套接字，不是普通文件

file-odd-symlink = 是符号链接；为了不改动别处的文件，请换成真正的文件或目录

file-odd-hard-link = 有多个硬链接；为了不改动别处的文件，请先移走或另行复制

file-odd-dangling = 是符号链接，指向的文件不存在

file-odd-no-folder = 不是目录

# ---- What cannot be read or written ----

# $cause (String)
file-unreadable = 无法读取（{ $cause }），请检查路径和权限

# $cause (String)
file-output-dir = 输出目录无法写入（{ $cause }），请检查 output_dir 和权限

# $cause (String)
file-log = 日志文件无法写入（{ $cause }），请检查 log_file 和权限

# $cause (String)
file-events = 事件无法写入（{ $cause }），请检查 --events 后面的文件和权限

file-events-over-another = 这个文件里已有别的内容，事件不会写在它上面；请在 --events 后面换一个文件名

file-events-unread = 读取的程序没有跟上

file-events-and-json = --events - 已经占用标准输出，总结是其中的最后一行；请去掉 --json，或把事件写入文件

# $cause (String)
file-place-taken = 这里是结果文件的位置，但它{ $cause }；请移走或改名后重新运行

# $cause (String)
file-unmovable = 无法移到一旁（{ $cause }），请检查权限

# $cause (String)
file-init-not-written = 无法写入（{ $cause }），请检查目录和权限
